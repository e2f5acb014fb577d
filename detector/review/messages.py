"""The texts of the desk's pages, in both languages."""

from collections.abc import Mapping

from detector.i18n import Localized
from detector.report.messages import OUTCOMES
from detector.review.audit_log import Action
from detector.service.storage.schema import DECISION_ACTIONS

TEXTS: Mapping[str, Localized] = {
    "desk": Localized("Reviewers' desk", "复核台"),
    "queue": Localized("Queue", "待审"),
    "statistics": Localized("Statistics", "统计"),
    "sign_in": Localized("Sign in", "登录"),
    "sign_out": Localized("Sign out", "退出"),
    "token": Localized("Token", "令牌"),
    "token_hint": Localized(
        "A token with the scope review: detector serve token add NAME --scope review",
        "须有 review 权限的令牌：detector serve token add NAME --scope review",
    ),
    "skip": Localized("Skip to content", "跳到正文"),
    "other_language": Localized("中文", "English"),
    "open_cases": Localized("{count} open", "待审{count}件"),
    "more_than": Localized("{count} or more open", "待审{count}件以上"),
    "platform": Localized("Platform", "平台"),
    "rule": Localized("Rule", "规则"),
    "outcome": Localized("Outcome", "结论"),
    "drama": Localized("Drama", "剧名"),
    "below": Localized("Confidence below", "置信度低于"),
    "settled": Localized("Settled", "已审结"),
    "filter": Localized("Filter", "筛选"),
    "clear": Localized("Clear", "清除"),
    "number": Localized("Episode", "第几集"),
    "confidence": Localized("Confidence", "置信度"),
    "who": Localized("Reviewer", "审核员"),
    "more": Localized("Next page", "下一页"),
    "first_page": Localized("First page", "首页"),
    "nothing": Localized("No cases match these filters.", "没有符合筛选条件的案件。"),
    "all_done": Localized("Nothing awaits review.", "没有待审件。"),
    "spot_checks": Localized(
        "Nothing awaits review. These passed and can be spot-checked.",
        "没有待审件。以下为机审通过的案件，可供抽查。",
    ),
    "upload": Localized("Upload videos", "上传视频"),
    "upload_files": Localized("Video files", "视频文件"),
    "upload_start": Localized("Upload and scan", "上传并检测"),
    "upload_hint": Localized(
        "Or drag files onto this page: they are uploaded at once, with the drama and platform given here."
        " At most {mb} MB each.",
        "也可将文件拖入本页，松开后即按此处所填剧名、平台上传；单个文件不超过{mb} MB。",
    ),
    "upload_sending": Localized("uploading, {percent} %", "正在上传，已完成{percent}%"),
    "upload_waits": Localized("Uploaded; being scanned …", "已上传，正在检测……"),
    "upload_cancelled": Localized("The scan was cancelled.", "检测已取消。"),
    "upload_too_large": Localized("Not uploaded: it is larger than {mb} MB.", "未上传：文件超过{mb} MB。"),
    "upload_broken": Localized(
        "Not uploaded: the service could not be reached or did not take it. Try again.",
        "未上传：无法连接服务，或服务未予接收，请重试。",
    ),
    "second_needed": Localized("a second reviewer is needed", "须第二名审核员复核"),
    "taken_by": Localized("{name} has it", "{name}正在办理"),
    "claim": Localized("Claim for this shift", "认领"),
    "claim_count": Localized(
        "How many of these, the most urgent first, or those ticked:",
        "本班认领件数（按紧急程度；有勾选的，只认领勾选件）",
    ),
    "claim_hint": Localized(
        "Claimed cases are kept for you; others can view them but not decide.",
        "认领后由您办理，他人只可查看。",
    ),
    "claim_this": Localized("Claim {name}", "认领{name}"),
    "claimed_count": Localized("claimed by you: {count}, for {time}", "本班已认领{count}件，余{time}"),
    "claimed_only": Localized("Claimed by me", "本人认领"),
    "claimed_now": Localized("Claimed: {count}.", "已认领{count}件。"),
    "claimed_none": Localized("None of these cases is free to be claimed.", "没有可认领的待审件。"),
    "claimed_mine": Localized("you have claimed it", "您已认领"),
    "claimed_by": Localized("{name} has claimed it", "{name}已认领"),
    "give_back": Localized("Give back {count} cases not yet decided", "退还未办的{count}件"),
    "not_yours_claimed": Localized(
        "{name} has claimed this case for a shift; you can view it but not decide.",
        "{name}已认领本件，您只可查看。",
    ),
    "yours": Localized(
        "Leased to you for {minutes} min {seconds} s.", "由您办理，余{minutes}分{seconds}秒。"
    ),
    "not_yours": Localized(
        "{name} has this case; you can view it but not decide.", "{name}正在办理，您只可查看。"
    ),
    "over": Localized(
        "Your time for this case is over. Reason and note are kept.",
        "办理时限已过，请重新领取；理由和备注均已保留。",
    ),
    "late": Localized(
        "Your time for this case was over: nothing was decided. It is yours again, with reason and note;"
        " check and decide anew.",
        "办理时限已过，未作决定。本件已重新领取，理由和备注均已保留，请核对后再作决定。",
    ),
    "late_taken": Localized(
        "Your time for this case was over: nothing was decided.", "办理时限已过，未作决定。"
    ),
    "is_settled": Localized("This case is settled.", "此件已审结。"),
    "reopen": Localized("Take it again", "重新领取"),
    "longer": Localized("Keep longer", "延长时限"),
    "decision": Localized("Decision", "决定"),
    "reason": Localized("Reason", "理由"),
    "note": Localized("Note", "备注"),
    "undo": Localized("Undo", "撤销"),
    "agree": Localized("Agree: {effect}", "同意{effect}"),
    "overrule": Localized("Overrule: {effect}", "改判{effect}"),
    "next": Localized("Next", "下一件"),
    "previous": Localized("Previous", "上一件"),
    "keys": Localized("Keyboard shortcuts", "快捷键"),
    "keys_on": Localized("Enable single-key shortcuts", "启用单键操作"),
    "close": Localized("Close", "关闭"),
    "frame": Localized("Frame", "画面"),
    "crop": Localized("Text crop", "文字截图"),
    "enhanced": Localized("Enhanced", "增强"),
    "zoom": Localized("Zoom", "放大"),
    "boxes": Localized("Boxes", "方框"),
    "loupe": Localized("Magnifier", "放大镜"),
    "earlier": Localized("Previous frame", "前一帧"),
    "later": Localized("Next frame", "后一帧"),
    "film": Localized("Sampled frames", "抽样帧"),
    "film_wait": Localized("Rendering frames …", "正在生成抽样帧……"),
    "film_remote": Localized(
        "The video is remote; it is downloaded again when you play it.",
        "视频在网络上，播放时将重新获取。",
    ),
    "opening": Localized("Opening", "片头"),
    "play": Localized("Play / pause", "播放、暂停"),
    "play_wait": Localized("Preparing the opening …", "正在准备片头……"),
    "play_none": Localized("The opening cannot be played:", "片头无法播放："),
    "play_from": Localized("Play from here", "从此处播放"),
    "film_none": Localized(
        "The video is no longer available: only the pictures kept as evidence can be shown.",
        "视频已不在此处，仅能显示留存的证据图片。",
    ),
    "seen": Localized("What was seen of the opening", "片头检查范围"),
    "unread": Localized("Lines that were not read", "未能识别的文字"),
    "show": Localized("Show in the frame", "在画面中显示"),
    "kept": Localized("Frames kept as evidence", "留存的画面"),
    "no_picture": Localized("No pictures were kept of this scan.", "此次检查未留存图片。"),
    "visible": Localized("Visible times of each text, within {seconds} s", "{seconds}秒内各文字的可见时段"),
    "fields": Localized("Seen, claimed, registered", "识别结果与备案信息比对"),
    "read": Localized("Seen", "画面识别"),
    "claimed": Localized("Claimed", "申报"),
    "registry": Localized("Registry", "备案库"),
    "edit": Localized("Edit", "更正"),
    "save": Localized("Save correction", "保存更正"),
    "f_category": Localized("Category", "类别"),
    "f_number": Localized("Number in full form", "编号（规范格式）"),
    "f_title": Localized("Title", "剧名"),
    "f_issuer": Localized("Issuer", "编号主体"),
    "f_printed": Localized("As printed", "画面文字"),
    "f_platforms": Localized("Platforms", "平台"),
    "f_status": Localized("Status", "状态"),
    "f_episodes": Localized("Episodes", "集数"),
    "no_registry": Localized("No registry is configured.", "未接入登记库。"),
    "not_listed": Localized("The registry has no such number.", "登记库查无此编号。"),
    "near": Localized(
        "Differs in one character: {number} {title} ({change})", "仅差一字：{number}《{title}》（{change}）"
    ),
    "alternatives": Localized("Alternative readings", "其他识别结果"),
    "share": Localized("share {share}", "占比{share}"),
    "confused": Localized(
        "“{text}” was read with “{read}” where “{lawful}” is expected.",
        "“{text}”中本应为“{lawful}”之处读作“{read}”。",
    ),
    "confused_times": Localized(
        "Of {of} printed “{lawful}”, {times} were misread as “{read}”.",
        "{of}个“{lawful}”中有{times}个被误读为“{read}”。",
    ),
    "findings": Localized("Findings", "检查意见"),
    "finding": Localized("Main finding", "主要问题"),
    "accept": Localized("Accept", "认可"),
    "not_accept": Localized("Reject", "不认可"),
    "mark": Localized("Is this finding right?", "该意见是否成立"),
    "source": Localized("Law", "法规依据"),
    "no_findings": Localized("None.", "无。"),
    "manual": Localized("Rule manual", "规则说明"),
    "siblings": Localized("Episodes of this drama", "本剧各集"),
    "bulk": Localized(
        "The ticked episodes have the same finding. Decide them together with this one, each with its own"
        " entry in the log:",
        "已勾选的各集问题相同，可与本集一并办理，逐集记入日志：",
    ),
    "bulk_block": Localized("Block all ticked", "一并拦截"),
    "bulk_return": Localized("Return all ticked", "一并退回"),
    "place": Localized("{place} of {total}", "第{place}/{total}件"),
    "place_more": Localized("{place} of {total} or more", "第{place}/{total}+件"),
    "shift": Localized("decided in this shift: {count}", "本班已审{count}件"),
    "waited": Localized("waiting for {time}", "已等待{time}"),
    "waiting": Localized("Waiting", "等待"),
    "picture": Localized("Picture", "截图"),
    "days": Localized("{days} d {hours} h", "{days}天{hours}小时"),
    "hours": Localized("{hours} h {minutes} min", "{hours}小时{minutes}分"),
    "minutes": Localized("{minutes} min", "{minutes}分钟"),
    "nth": Localized("episode {number}", "第{number}集"),
    "reason_note": Localized("Reason and note", "理由、备注"),
    "covered_here": Localized("Yellow: a character may be hidden here.", "黄框处可能有字符被遮挡。"),
    "to_review": Localized("all that await review", "全部待审"),
    "mine": Localized("Your shift", "本人本班"),
    "mine_decided": Localized("{count} cases in {time}", "{time}内办理{count}件"),
    "mine_rate": Localized("{rate} an hour", "每小时{rate}件"),
    "mine_agreed": Localized(
        "first decisions that agree with another reviewer's: {same} of {all}",
        "与另一审核员初次决定一致：{same}/{all}件",
    ),
    "mine_none": Localized("No decisions in this shift yet.", "本班尚未办理。"),
    "training": Localized("Training", "培训"),
    "training_mark": Localized("Use for training", "用作培训题"),
    "training_mark_hint": Localized(
        "Reviewers who have not decided this case are asked what they would decide. Their answers decide"
        " nothing.",
        "未办理过本件的审核员将据此作答，答案不影响任何决定。",
    ),
    "training_note": Localized("Explanation, shown after the answer", "解析（作答后显示）"),
    "training_marked": Localized("{name} chose this case for training.", "{name}已将本件用作培训题。"),
    "training_unmark": Localized("Use for training no longer", "不再用作培训题"),
    "training_hint": Localized(
        "A training case: your answer decides nothing.", "本件为培训题，您的答案不影响任何决定。"
    ),
    "training_right": Localized("Right: {known}.", "答对，应为“{known}”。"),
    "training_wrong": Localized(
        "You chose “{given}”; the right answer is “{known}”.", "答错：您选择“{given}”，应为“{known}”。"
    ),
    "training_score": Localized(
        "training cases answered rightly: {right} of {all}", "培训题答对：{right}/{all}题"
    ),
    "training_done": Localized("You have answered all training cases.", "培训题已全部作答。"),
    "training_empty": Localized(
        "There is no training case for you. On the page of a settled case it can be chosen for training.",
        "暂无可作答的培训题；可在已审结案件的页面将其用作培训题。",
    ),
    "training_given": Localized("Your answer", "您的答案"),
    "training_known": Localized("Right answer", "正确答案"),
    "history": Localized("History", "办理记录"),
    "no_history": Localized("No decisions yet.", "尚无决定。"),
    "machine": Localized("Scan result", "机审结论"),
    "download": Localized("Evidence pack (zip)", "证据包（zip）"),
    "decided_by": Localized("{action} ({name})", "{action}（{name}）"),
    "waits": Localized("A second reviewer must agree.", "须第二名审核员复核。"),
    "and_more": Localized(", and {count} more with it", "，另一并办理{count}集"),
    "titled": Localized("{title}", "《{title}》"),
    "name_joint": Localized(" · ", ""),
    "back": Localized("Back to the queue", "返回待审列表"),
    "stop": Localized(". ", "。"),
    "wrong": Localized("The action failed", "操作未完成"),
    "entry": Localized("{name}: {action}", "{name}：{action}"),
    "by_rule": Localized(
        "Precision of rules: share of findings that reviewers accept", "各规则准确率：审核员认可的比例"
    ),
    "by_band": Localized(
        "Passed and failed, by confidence: share confirmed by reviewers",
        "机审与人审一致率（按置信度）",
    ),
    "by_undecided": Localized(
        "Undecided, by confidence: share released", "待复核件最终放行的比例（按置信度）"
    ),
    "right": Localized("accepted", "认可"),
    "agreed": Localized("agreed", "一致"),
    "may_run": Localized("released", "放行"),
    "cases": Localized("cases", "件数"),
    "interval": Localized("95 % interval", "95%区间"),
    "agreement": Localized("Agreement of two reviewers who decided independently", "双人独立复核的一致性"),
    "pairs": Localized("All cases with two reviewers: {count}.", "全部双人复核：{count}件。"),
    "sampled": Localized("Of these, in the random sample: {count}.", "其中抽样：{count}件。"),
    "labels": Localized("Settled cases as labelled crops (zip)", "已审结案件的标注截图（zip）"),
    "hidden": Localized(
        "Another reviewer has decided. The decision is shown once you have decided too.",
        "另一审核员已有决定，待您决定后显示。",
    ),
    "unreadable": Localized("The video could not be read", "视频无法读取"),
    "why": Localized("How the scan read it", "识别过程"),
    "why_wait": Localized("Scanning the video again …", "正在重新识别视频……"),
    "why_none": Localized("The video cannot be scanned again:", "视频无法重新识别："),
    "why_again": Localized("Try again", "重试"),
    "why_made": Localized(
        "Scanned again for this page, without the registry. Texts and events are in order of time.",
        "本页由系统重新识别视频得出，未查登记库；文字及事件均按时间排列。",
    ),
    "why_changed": Localized(
        "Version or settings have changed since the result was made, so this may differ from it.",
        "得出结论之后，程序版本或设置已有变动，本页内容可能与原结论不一致。",
    ),
    "why_differs": Localized(
        "This scan ends with “{now}”, the result of the case is “{then}”.",
        "此次识别结论为“{now}”，本件机审结论为“{then}”。",
    ),
    "why_left_out": Localized(
        "The trace is too long: {count} events are left out.", "记录过长，略去{count}项。"
    ),
    "why_unknown": Localized("{count} events are unknown and not shown.", "有{count}项无法识别，未显示。"),
    "why_time": Localized("Time", "时间"),
    "why_step": Localized("Step", "步骤"),
    "why_result": Localized("Result", "结果"),
    "why_score": Localized("Score", "得分"),
    "why_place": Localized("Place (px)", "位置（像素）"),
    "why_threshold": Localized("Threshold", "阈值"),
    "why_seconds": Localized("{at} s", "{at}秒"),
    "why_scan": Localized("The scan as a whole", "整体过程"),
    "why_no_text": Localized("Not read{text}", "未识别{text}"),
    "why_pass": Localized("{text} (pass {number})", "{text}（第{number}遍）"),
    "why_opened": Localized("texts that can hardly be markers are deferred", "不像编号的文字暂缓识别"),
    "why_opened_all": Localized("all texts are read", "识别全部文字"),
    "why_frames": Localized("{count} frames, {first} to {last} s", "抽取{count}帧，{first}至{last}秒"),
    "why_new": Localized("a new text", "新出现的文字"),
    "why_old": Localized("a text that was seen before", "此前已见的文字"),
    "why_dropped": Localized("{text}: dropped, confidence too low", "{text}：置信度过低，舍弃"),
    "why_doubts": Localized("Doubtful: {doubts}", "存疑：{doubts}"),
    "why_list": Localized("; ", "；"),
    "why_or": Localized(" or ", "或"),
    "why_votes": Localized("{times} × {text} (weight {weight})", "{text}：{times}次，权重{weight}"),
    "why_more": Localized("and {count} more", "另有{count}项"),
    "why_visible": Localized("visible from {first} to {last} s", "{first}至{last}秒可见"),
    "why_became": Localized("“{read}” becomes “{text}”", "“{read}”改为“{text}”"),
    "why_stays": Localized("“{text}” stays", "仍为“{text}”"),
    "why_candidate": Localized(
        "{text}: share {share}, log-likelihoods {seen}, prior {prior}",
        "{text}：占比{share}，对数似然{seen}，先验{prior}",
    ),
    "why_stopped": Localized(
        "Stopped here: all that may be a marker is surely read, and more frames cannot change the result.",
        "至此停止：可能是编号的文字均已确认，再看后续画面也不会改变结论。",
    ),
    "why_goes_on": Localized("Goes on: more frames may change the result.", "继续：后续画面可能改变结论。"),
    "why_stays_put": Localized("unchanged so far", "至此未变"),
    "why_changes": Localized("something appeared or left: read again", "有笔画出现或消失，重新识别"),
    "why_read_later": Localized(
        "{read} read after all, {unread} stay unread", "补读{read}处，未读{unread}处"
    ),
    "why_read_surely": Localized("{text} (surely read at another moment)", "{text}（另一时刻已可靠识别）"),
    "why_later": Localized("the result depends on it", "结论取决于此"),
    "why_unread": Localized("the result does not depend on it", "不影响结论"),
}

STEPS: Mapping[str, Localized] = {
    "pass": Localized("Opened", "打开视频"),
    "frame": Localized("Frames sampled", "抽帧"),
    "box": Localized("Detected", "检出文字"),
    "track_gone": Localized("No longer visible", "文字消失"),
    "track_changed": Localized("Changed: read again", "笔画有变，重新识别"),
    "hidden_digit": Localized("A digit may be hidden here", "此处可能有数字被遮挡"),
    "prefilter": Localized("Quick look", "初筛"),
    "deferred": Localized("Deferred unread", "暂缓识别"),
    "reading": Localized("Read", "识别"),
    "vote": Localized("Vote over all readings", "多帧表决"),
    "stop_check": Localized("Is that enough?", "是否足以定论"),
    "look_ahead": Localized("Does it stay as it is?", "编号是否保持不变"),
    "mean": Localized("Read on a mean picture", "平均画面识别"),
    "duration": Localized("Times measured", "核准时段"),
    "rescored": Localized("Weighed against lawful numbers", "与合规编号比对"),
    "rescoring_dropped": Localized("Looks like no lawful number", "与合规编号均不相符"),
    "multiline": Localized("Lines joined", "多行合并"),
    "deferred_read": Localized("Deferred texts", "补读暂缓文字"),
    "mirror": Localized("Read in a mirror", "镜像识别"),
    "strip": Localized("Read within a large line", "大字之内识别"),
    "unread": Localized("Not surely read", "未能可靠识别"),
    "read_later": Localized("Read after all", "补读"),
    "stays_unread": Localized("Stays unread", "未识别"),
    "verdict": Localized("Result", "结论"),
    "failed": Localized("Failed", "失败"),
}
"""The steps of a scan, by the events of its trace."""

CHANCES: Mapping[str, Localized] = {
    "likely": Localized("likely a marker", "很可能是编号"),
    "unclear": Localized("unclear", "难以判断"),
    "hardly": Localized("hardly a marker", "基本不是编号"),
}
"""What the quick look says of a text."""

ACTIONS: Mapping[Action, Localized] = {
    "release": Localized("Release", "放行"),
    "block": Localized("Block", "拦截"),
    "return": Localized("Return to uploader", "退回上传方"),
    "rescan": Localized("Scan again", "重新检测"),
    "undecided": Localized("Cannot tell", "无法判定"),
    "edit": Localized("Correction", "更正"),
    "undo": Localized("Undo", "撤销"),
}
"""What reviewers do, as buttons and the history say it."""

DECIDED: Mapping[Action, Localized] = {
    "release": Localized("Released: {drama}", "已放行{drama}"),
    "block": Localized("Blocked: {drama}", "已拦截{drama}"),
    "return": Localized("Returned to the uploader: {drama}", "已退回上传方：{drama}"),
    "rescan": Localized("To be scanned again: {drama}", "已要求重新检测{drama}"),
    "undecided": Localized("Noted that you cannot tell: {drama}", "已记录为无法判定：{drama}"),
}
"""What the bar after a decision says."""

VERDICTS: Mapping[str, Localized] = {
    **OUTCOMES,
    "pass": Localized("released", "已放行"),
    "fail": Localized("blocked", "已拦截"),
    "return": Localized("returned", "已退回"),
    "rescan": Localized("scan again", "重新检测"),
    "undecided": Localized("cannot tell", "无法判定"),
}
"""What reviewers decided, as badges say it."""

DECISION_KEYS: Mapping[str, str] = {
    "release": "r",
    "block": "b",
    "return": "s",
    "rescan": "d",
    "undecided": "k",
}
"""The key of each decision, the same for every case. Those of the first edition (c, x, u) mean nothing, as
fingers that remember them must not decide."""

STATUSES: Mapping[str, Localized] = {
    "valid": Localized("valid", "有效"),
    "withdrawn": Localized("withdrawn", "已撤销"),
    "changed": Localized("changed", "已变更"),
    "taken-down": Localized("taken down", "已下架"),
}
"""The status of a number in the registry."""

REASONS: Mapping[str, Localized] = {
    "misread": Localized("misread", "识别有误"),
    "overlooked": Localized("marker was missed", "漏检编号"),
    "no-marker": Localized("not a marker", "误检（非编号）"),
    "other-drama": Localized("another drama's number", "属其他剧的编号"),
    "registry-wrong": Localized("registry is out of date", "登记库未更新"),
    "rule-exempt": Localized("rule does not apply", "规则不适用"),
    "misprint": Localized("genuine misprint", "编号确实印错"),
    "illegible": Localized("not legible", "无法辨认"),
    "other": Localized("other (see note)", "其他，见备注"),
}
"""Reasons of a decision, for the keys 1 to 9 in this order. The audit log has their names."""

KEYS: tuple[tuple[str, Localized], ...] = (
    *((DECISION_KEYS[action], ACTIONS[action]) for action in DECISION_ACTIONS),
    ("1–9", Localized("reason", "理由")),
    ("z", Localized("undo", "撤销")),
    ("e", Localized("correct the number or title", "更正编号或剧名")),
    ("n / p", Localized("next, previous case", "下一件、上一件")),
    ("← / →", Localized("previous, next frame", "前一帧、后一帧")),
    ("o", Localized("play the opening, pause", "播放片头、暂停")),
    ("+", Localized("zoom 1×, 2×, 4×", "放大1、2、4倍")),
    ("v", Localized("raw or enhanced", "原图或增强")),
    ("m", Localized("marked boxes", "方框")),
    ("l", Localized("magnifier", "放大镜")),
    ("t", Localized("keep the case longer, take it again", "延长时限、重新领取")),
    ("w", Localized("how the scan read it", "识别过程")),
    ("q", Localized("queue", "待审")),
    ("?", Localized("this help", "本说明")),
)
