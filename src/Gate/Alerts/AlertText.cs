using System.Text;
using Sekimori.Detection;
using Sekimori.Observations;

namespace Sekimori.Gate.Alerts;

/// <summary>An alert in one line for people. Text of a peer is in quotes, with its control characters replaced.</summary>
internal static class AlertText
{
    // A command line may be kilobytes of base64: the JSON has it whole.
    private const int MostShown = 300;

    public static string Of(Alert alert)
    {
        var text = new StringBuilder($"{AlertJson.Name(alert.Rule.Level)}: {alert.Rule.Title}");
        if (alert.Observation is not { } seen) return text.ToString();
        text.Append($"; from {seen.Client}");
        if (seen.Account.Length > 0) text.Append($" as {Quoted(seen.Account)}");
        if (seen.Interface is { } known)
            text.Append($"; {known.Display}{(seen.Opnum >= 0 ? "." + known.OperationOrNumber(seen.Opnum) : "")}");
        if (seen.Facts[Fact.ClassName] is { } name) text.Append($"; {name}{(seen.Facts[Fact.Method] is { } method ? "." + method : "")}");
        if (seen.Facts[Fact.CommandLine] is { } command) text.Append($"; command line {Quoted(command)}");
        return text.ToString();
    }

    private static string Quoted(string text)
    {
        var shown = text.Length > MostShown ? text[..MostShown] + "…" : text;
        return $"\"{string.Concat(shown.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter))}\"";
    }
}
