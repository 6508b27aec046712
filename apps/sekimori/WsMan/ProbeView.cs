using System.Text.Json.Nodes;
using Sekimori.Client.WsMan.Probe;

namespace Sekimori.App.WsMan;

/// <summary>Shows the steps of `sekimori wsman ping` and `sekimori wmi ping`.</summary>
internal static class ProbeView
{
    /// <summary>A line for people.</summary>
    public static string Line(ProbeStep step) =>
        $"{Word(step.Outcome),-5} {step.Name,-10} {step.Milliseconds,6:0} ms  {step.Finding}";

    /// <summary>The same for programs.</summary>
    public static JsonNode Json(ProbeStep step) => new JsonObject
    {
        ["step"] = step.Name, ["outcome"] = Word(step.Outcome), ["finding"] = step.Finding,
        ["milliseconds"] = Math.Round(step.Milliseconds, 1),
    };

    private static string Word(ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Good => "ok",
        ProbeOutcome.Doubtful => "look",
        _ => "wrong",
    };
}
