"""The words of an audit's report, in both languages."""

from collections.abc import Mapping

from detector.i18n import Localized

TITLE = Localized("Audit of a catalogue", "片单编号核查报告")
RECONCILED = Localized(
    "{rows:,} rows came in, {rows:,} results went out; law of {day}",
    "共{rows:,}集，已全部核查；依{day}的规定判定",
)
CONCLUSION = Localized(
    "{passed:,} of {rows:,} episodes pass ({share:.1%}).", "{rows:,}集中{passed:,}集通过（{share:.1%}）。"
)
MOST_OFTEN = Localized(" Most often: {name} ({count:,}).", "最常见的问题：{name}（{count:,}集）。")
CATALOGUE = Localized("catalogue {name}", "片单：{name}")
MADE_ON = Localized("audited on {day}", "核查日期：{day}")
VERSION = Localized("detector {version}", "程序版本：{version}")
REGISTRY = Localized("registry as of {day}", "登记库数据日期：{day}")
NO_REGISTRY = Localized("no registry was asked", "未接入登记库")
DECIDED = Localized("{count:,} decided by reviewers", "人工复核已办理{count:,}集")
SAMPLE = Localized(
    "A sample of {percent:g} %, drawn with seed {seed}. In the whole catalogue, with 95 % confidence:",
    "抽样{percent:g}%，随机种子{seed}。以95%的置信水平推算全部片单：",
)
SHARE = Localized("{outcome} {low:.1%} to {high:.1%}", "{outcome} {low:.1%}至{high:.1%}")
RULES = Localized("Findings by rule (episodes)", "各规则检查意见（集）")
PLATFORMS = Localized("Outcomes by platform", "各平台结论")
MONTHS = Localized("Outcomes by month of publication", "各上线月份结论")
ERRORS = Localized("Why inputs could not be read", "无法读取的原因")
ERROR_KINDS: Mapping[str, Localized] = {
    "InputError": Localized("could not be read", "无法读取"),
    "InputNotFound": Localized("file not found", "文件不存在"),
    "InputNotPermitted": Localized("no permission to read", "无读取权限"),
    "UriRefused": Localized("address not permitted", "地址不在许可范围内"),
    "NotAVideo": Localized("not a video", "不是视频文件"),
    "UndecodableVideo": Localized("damaged video", "视频损坏，无法解码"),
    "EncryptedVideo": Localized("encrypted video", "视频已加密"),
    "FrameTooLarge": Localized("frames too large", "画面尺寸超出上限"),
    "VideoTooLong": Localized("video too long", "视频时长超出上限"),
    "UploadTooLarge": Localized("file too large", "文件大小超出上限"),
    "RemoteNotSupported": Localized("protocol not supported", "不支持该网络协议"),
    "RemoteUnreachable": Localized("server did not deliver it", "远程文件无法获取"),
    "WorkerLost": Localized("scan crashed or took too long", "检测进程异常中止或超时"),
    "BadRow": Localized("faulty row of the catalogue", "片单行有误"),
    "RowsRejected": Localized("rows rejected", "数据行未获接受"),
    "DetectorError": Localized("fault of this program", "程序故障"),
}
"""Why an input could not be read, by the class of the error."""
HEAT = Localized("Dramas with most that did not pass: a square an episode", "未通过最多的剧：一格一集")
EPISODES = Localized("Episodes", "各集")
ONLY_SHOWN = Localized(
    "The table has the {shown:,} of {total:,} rows that ask for a look; results.jsonl has all.",
    "表中为{total:,}行中需要查看的{shown:,}行；全部结果见 results.jsonl。",
)
UNKNOWN = Localized("not given", "未提供")
SEARCH = Localized("search in all columns", "在各列中查找")
ALL = Localized("all outcomes", "全部结论")
CLOSE = Localized("close", "关闭")
MANUAL = Localized("manual of the rule", "规则说明")
BESIDE = Localized(
    "further rows and pictures are in the folder {folder} beside this page: keep them together",
    "其余各行和图片在本页旁的文件夹 {folder} 中，移动或发送时请放在一起",
)
NOTHING = Localized("nothing found", "没有符合的结果")
LOADING = Localized("loading", "正在读取")
SEARCHING = Localized("searched", "已查找")
ABSENT = Localized("cannot be read", "无法读取")
PAGES: Mapping[str, Localized] = {
    "first": Localized("first", "首页"),
    "prev": Localized("back", "上一页"),
    "next": Localized("next", "下一页"),
    "last": Localized("last", "末页"),
}
COLUMNS: Mapping[str, Localized] = {
    "id": Localized("ID", "ID"),
    "outcome": Localized("Outcome", "结论"),
    "drama": Localized("Drama", "剧名"),
    "number": Localized("Episode", "第几集"),
    "platform": Localized("Platform", "平台"),
    "markers": Localized("Number on the screen", "画面编号"),
    "codes": Localized("Findings", "检查意见"),
    "decision": Localized("Decision", "人工复核"),
    "pictures": Localized("Picture", "画面"),
}
