"""The reports' own words, in both languages."""

from collections.abc import Mapping

from detector.i18n import Localized

OUTCOMES: Mapping[str, Localized] = {
    "pass": Localized("pass", "通过"),
    "fail": Localized("fail", "不通过"),
    "undecided": Localized("undecided", "待复核"),
    "error": Localized("error", "无法读取"),
}
COUNTS: Mapping[str, Localized] = {
    "pass": Localized("{count} passed", "通过{count}集"),
    "fail": Localized("{count} failed", "不通过{count}集"),
    "undecided": Localized("{count} undecided", "待复核{count}集"),
    "error": Localized("{count} could not be read", "无法读取{count}集"),
}
SEVERITIES: Mapping[str, Localized] = {
    "block": Localized("block", "拦截"),
    "warn": Localized("warn", "警告"),
    "note": Localized("note", "提示"),
}
CATEGORIES: Mapping[str | None, Localized] = {
    "key": Localized("key drama ({name})", "{name}微短剧"),
    "ordinary": Localized("ordinary drama ({name})", "{name}微短剧"),
    "other": Localized("other drama ({name})", "{name}微短剧"),
    None: Localized("category not stated", "类别未注明"),
}
CLASSES: Mapping[str, str] = {"key": "重点", "ordinary": "普通", "other": "其他"}
"""What the notice of 2024 calls the categories, for a text that is judged by no day."""
ISSUERS: Mapping[str, Localized] = {
    "nrta": Localized("NRTA", "国家广播电视总局"),
    "province": Localized("province {name}", "省级广播电视主管部门（{name}）"),
    "platform": Localized("platform {name}", "平台（{name}）"),
    "unknown": Localized("unknown issuer {name}", "编号主体不明（{name}）"),
}
GATES: Mapping[str, Localized] = {
    "launch": Localized("launch", "上线传播"),
    "promote": Localized("promotion", "引流推送"),
    "front_page": Localized("front page", "首页首屏推荐"),
}
PERMISSIONS: Mapping[str, Localized] = {
    "allowed": Localized("{what}: allowed", "可以{what}"),
    "blocked": Localized("{what}: blocked", "不得{what}"),
    "needs-review": Localized("{what}: needs review", "{what}须人工复核"),
}
GATE_REASONS: Mapping[str, Localized] = {
    "joint-review-unknown": Localized(
        "whether the special theme passed joint review is not known", "特殊题材是否已经协审未知"
    ),
    "nrta-recheck": Localized("NRTA rechecks it", "须经国家广播电视总局复核"),
    "no-key-number": Localized("no key ({key}) number", "无{key}微短剧编号"),
    "no-number-seen": Localized("no number seen here", "本集未见编号"),
}
STATE = Localized("to clear it, state: {facts}", "请补充：{facts}")
STATE_OF_A_NUMBER = Localized(
    "the number is well-formed; to clear it, state: {facts}", "编号格式无误，请补充：{facts}"
)
NO_ISSUER = Localized("no issuer", "未标注编号主体")
RULE = Localized("{code} {name} ({severity})", "{code} {name}（{severity}）")
TIME = Localized("{first:.1f}–{last:.1f} s", "{first:.1f}–{last:.1f}秒")
CONFIDENCE = Localized("confidence {value:.3f}", "置信度{value:.3f}")
WITH_NOTE = Localized("{text} ({note})", "{text}（{note}）")
SAYS = Localized("{head}: {text}", "{head}：{text}")
NEARLY = Localized("nearly a marker: {text}", "疑似编号：{text}")
NO_MARKER = Localized("no marker: {text}", "没有编号：{text}")
NO_MARKER_SEEN = Localized("no marker seen: {text}", "未见编号：{text}")
STOPPED = Localized(
    "examined up to {seconds} s: no more was needed (--thorough for all)",
    "检查至{seconds}秒即可判定（--thorough 可选完整检查）",
)
EVIDENCE = Localized("evidence {file}", "证据 {file}")
UNREAD = Localized("{why}, {time}", "{time}，{why}")
EVIDENCE_OF = Localized("{what}: evidence {file}", "{what}：证据 {file}")
HIDDEN = Localized("hidden place at {places} px", "遮挡位置{places}像素")
AT = Localized("{at:.1f} s", "{at:.1f}秒")
CLAUSES = Localized(", ", "，")
PICTURE = Localized("what stood on the screen", "画面截图")
AS_OF = Localized("law of {day}", "依{day}的规定判定")
VERSION = Localized("detector {version}", "程序版本{version}")
REGISTRY_STATE = Localized("registry state {state}", "登记库状态{state}")
NO_REGISTRY = Localized("no registry was asked", "未接入登记库")
TITLE = Localized("Licence markers", "微短剧编号检查报告")
EPISODE = Localized("{count} episode", "共{count}集")
EPISODES = Localized("{count} episodes", "共{count}集")
NOTHING_TO_SCAN = Localized("nothing to scan", "没有可检查的视频")
OPTIONAL = Localized("not stated, optional", "以下情况未提供（可选）")
OPTIONAL_COUNT = Localized(
    "not stated, optional: {count} facts (--format html or json lists them)",
    "未提供的可选情况共{count}项（--format html或json可查看明细）",
)
COMMA = Localized(", ", "、")
CLAUSE = Localized("{title}, {clause}", "{title}，{clause}")
