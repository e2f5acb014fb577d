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
    "key": Localized("key drama (重点)", "重点微短剧"),
    "ordinary": Localized("ordinary drama (普通)", "普通微短剧"),
    "other": Localized("other drama (其他)", "其他微短剧"),
    None: Localized("category not stated", "类别未注明"),
}
ISSUERS: Mapping[str, Localized] = {
    "nrta": Localized("NRTA", "国家广播电视总局"),
    "province": Localized("province {name}", "省级部门（{name}）"),
    "platform": Localized("platform {name}", "平台（{name}）"),
    "unknown": Localized("unknown issuer {name}", "发放机构不明（{name}）"),
}
GATES: Mapping[str, Localized] = {
    "launch": Localized("launch", "上线"),
    "promote": Localized("promotion", "推广引流"),
    "front_page": Localized("front page", "首页首屏"),
}
PERMISSIONS: Mapping[str, Localized] = {
    "allowed": Localized("allowed", "允许"),
    "blocked": Localized("blocked", "不允许"),
    "needs-review": Localized("needs review", "须人工复核"),
}
GATE_REASONS: Mapping[str, Localized] = {
    "nrta-recheck": Localized("NRTA rechecks it", "须经总局复核"),
    "no-key-number": Localized("no number of a key drama", "无重点微短剧编号"),
    "no-number-seen": Localized("no number seen here", "本集未见编号"),
}
STATE = Localized("to clear it, state: {facts}", "请补充：{facts}")
STATE_OF_A_NUMBER = Localized(
    "the number is well-formed; to clear it, state: {facts}", "编号格式无误，请补充：{facts}"
)
NO_ISSUER = Localized("no issuer", "无发放机构")
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
    "检查至{seconds}秒结论已明（--thorough 可全部检查）",
)
EVIDENCE = Localized("evidence {file}", "证据 {file}")
UNREAD = Localized("{why}, {time}", "{time}，{why}")
EVIDENCE_OF = Localized("{what}: evidence {file}", "{what}：证据 {file}")
HIDDEN = Localized("hidden place at {places} px", "遮挡位置{places}像素")
AT = Localized("{at:.1f} s", "{at:.1f}秒")
CLAUSES = Localized(", ", "，")
PICTURE = Localized("what stood on the screen", "画面截图")
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
