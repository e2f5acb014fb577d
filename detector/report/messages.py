"""The reports' own words, in both languages."""

from collections.abc import Mapping

from detector.i18n import Words

OUTCOMES: Mapping[str, Words] = {
    "pass": Words("pass", "通过"),
    "fail": Words("fail", "不通过"),
    "undecided": Words("undecided", "待复核"),
    "error": Words("error", "无法读取"),
}
COUNTS: Mapping[str, Words] = {
    "pass": Words("{count} passed", "通过{count}集"),
    "fail": Words("{count} failed", "不通过{count}集"),
    "undecided": Words("{count} undecided", "待复核{count}集"),
    "error": Words("{count} could not be read", "无法读取{count}集"),
}
SEVERITIES: Mapping[str, Words] = {
    "block": Words("block", "拦截"),
    "warn": Words("warn", "警告"),
    "note": Words("note", "提示"),
}
CATEGORIES: Mapping[str | None, Words] = {
    "key": Words("key drama (重点)", "重点微短剧"),
    "ordinary": Words("ordinary drama (普通)", "普通微短剧"),
    "other": Words("other drama (其他)", "其他微短剧"),
    None: Words("category not stated", "类别未注明"),
}
ISSUERS: Mapping[str, Words] = {
    "nrta": Words("NRTA", "国家广播电视总局"),
    "province": Words("province {name}", "省级部门（{name}）"),
    "platform": Words("platform {name}", "平台（{name}）"),
    "unknown": Words("unknown issuer {name}", "发放机构不明（{name}）"),
}
GATES: Mapping[str, Words] = {
    "launch": Words("launch", "上线"),
    "promote": Words("promotion", "推广引流"),
    "front_page": Words("front page", "首页首屏"),
}
PERMISSIONS: Mapping[str, Words] = {
    "allowed": Words("allowed", "允许"),
    "blocked": Words("blocked", "不允许"),
    "needs-review": Words("needs review", "须人工复核"),
}
GATE_REASONS: Mapping[str, Words] = {
    "nrta-recheck": Words("NRTA rechecks it", "须经总局复核"),
    "no-key-number": Words("no number of a key drama", "无重点微短剧编号"),
    "no-number-seen": Words("no number seen here", "本集未见编号"),
}
NO_ISSUER = Words("no issuer", "无发放机构")
RULE = Words("{code} {name} ({severity})", "{code} {name}（{severity}）")
TIME = Words("{first:.1f}–{last:.1f} s", "{first:.1f}–{last:.1f}秒")
CONFIDENCE = Words("confidence {value:.3f}", "置信度{value:.3f}")
ASIDE = Words("{text} ({aside})", "{text}（{aside}）")
SAYS = Words("{head}: {text}", "{head}：{text}")
NEARLY = Words("nearly a marker: {text}", "疑似编号：{text}")
NO_MARKER = Words("no marker: {text}", "没有编号：{text}")
NOTHING_SEEN = Words(
    "no marker seen on {frames} frames; letters of {px} px could have been read",
    "{frames}帧画面中未见编号；高{px}像素的字本可识读",
)
STOPPED = Words(
    "examined up to {seconds} s: no more was needed (--thorough for all)",
    "检查至{seconds}秒结论已明（--thorough 可全部检查）",
)
EVIDENCE = Words("evidence {file}", "证据 {file}")
PICTURE = Words("what stood on the screen", "画面截图")
TITLE = Words("Licence markers", "微短剧编号检查报告")
EPISODE = Words("{count} episode", "共{count}集")
EPISODES = Words("{count} episodes", "共{count}集")
NOTHING_TO_SCAN = Words("nothing to scan", "没有可检查的视频")
ASSUMED = Words("not known, so assumed or not judged", "以下情况未知，已作推定或未予核查")
SOME = Words("{fact} ({count} of {total})", "{fact}（{count}/{total}集）")
COMMA = Words(", ", "、")
CLAUSE = Words("{title}, {clause}", "{title}，{clause}")
