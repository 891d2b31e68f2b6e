// From what was ticked to a signed file: acknowledgements, verdicts, and releases sealed to the routing key.
(function (kindline) {
  "use strict";

  const { answer } = kindline;
  const { release, stamp } = kindline.releasing;
  const FORM = "kindline/answers/1";
  const RELEASING = ["act_now", "never_notify"];

  // What must be mended before signing: [{key, focus}].
  function problems(said) {
    const found = [];
    for (const line of said.flatMap((one) => one.lines)) {
      if (line.verdict === "abuse_material" && !line.classification) found.push({ key: "problem.classification", focus: line.focus });
      if (RELEASING.includes(line.instruction) && line.verdict === "abuse_material" && !line.item.content.canonical) {
        found.push({ key: "problem.canonical", focus: line.focus });
      }
      if (line.channel && !line.at) found.push({ key: "problem.at", focus: line.focus });
    }
    return found;
  }

  async function address(line, routing) {
    const entry = { ordinal: line.item.ordinal, envelope: line.item.hash, verdict: line.verdict };
    if (line.verdict !== "abuse_material") return entry;
    entry.classification = line.classification;
    entry.instruction = line.instruction || "wait";
    if (RELEASING.includes(entry.instruction)) entry.release = await release(line.item, routing);
    return entry;
  }

  async function report({ parcel, feedback, withhold, lines }, routing) {
    const entry = { report: parcel.report, parcel: parcel.parcel, acknowledged: true };
    if (feedback) entry.feedback = "none";
    if (withhold) entry.withhold = true;
    const judged = lines.filter((line) => line.verdict);
    if (judged.length) entry.addresses = await Promise.all(judged.map((line) => address(line, routing)));
    return entry;
  }

  function dossier({ parcel, lines }) {
    const entry = { dossier: parcel.dossier, parcel: parcel.parcel, acknowledged: true };
    for (const line of lines) {
      if (line.channel) entry.transferred = { channel: line.channel, country: line.country, at: stamp(new Date(line.at)) };
      if (line.outcome) entry.outcome = line.outcome;
    }
    return entry;
  }

  async function sign(said, { trust, key, checkpoint }) {
    const payload = {
      form: FORM,
      authority: trust.authority,
      at: stamp(new Date()),
      checkpoint,
      reports: await Promise.all(said.filter((one) => one.parcel.kind !== "dossier").map((one) => report(one, trust.routing))),
      dossiers: said.filter((one) => one.parcel.kind === "dossier").map(dossier),
    };
    return answer.sign(payload, { key, context: "answers" });
  }

  kindline.answering = { problems, sign };
})((globalThis.kindline ??= {}));
