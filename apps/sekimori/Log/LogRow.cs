using System.Text.Json;
using Sekimori.App.Terminal;

namespace Sekimori.App.Log;

/// <summary>An audit record as a row of the table for people.</summary>
internal static class LogRow
{
    /// <summary>The columns of <c>log query</c> and <c>log tail</c>.</summary>
    public static string[] Headings { get; } = ["Time", "Type", "Client", "Account", "What", "Verdict", "Rule", "Detail"];

    /// <summary>Characters of a detail: a command line of 32 KB would make the table wider than any terminal. JSON has all of it.</summary>
    private const int DetailLimit = 160;

    /// <summary>The cells of a line, in the order of <see cref="Headings"/>.</summary>
    /// <param name="line">One line of the log, JSON.</param>
    public static string[] Of(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var type = Text(root, "type");
        return
        [
            root.TryGetProperty("time", out var time) && time.TryGetDateTimeOffset(out var stamp) ? DisplayTime.Of(stamp) : "", type,
            Text(root, "client"), Text(root, "account"), What(root, type),
            type == "alert" ? Text(root, "severity") : Text(root, "verdict"), type == "alert"
                ? Text(root, "name")
                : Text(root, "policy_rule"), Short(Detail(root, type)),
        ];
    }

    private static string What(JsonElement root, string type) => type switch
    {
        // A change: what was changed, such as "policy" or "server". The detail says how.
        "change" => Text(root, "name"),
        "alert" => Text(root, "title"),
        "anomaly" => Text(root, "anomaly"),
        "head" => $"signed up to record {Text(root, "head_seq")}",
        "gap" => $"{Text(root, "lost")} records lost",
        "refusals" => $"{Text(root, "folded")} from {Text(root, "network")}",
        // An action of WS-Management is a URI; its last part is the operation, such as Win32_Process.Create.
        _ => string.Join('.', new[]
        {
            Text(root, "interface_name"), Text(root, "class_name"), Text(root, "operation"), LastPart(Text(root, "action"))
        }.Where(part => part.Length > 0)),
    };

    private static string Detail(JsonElement root, string type) => type switch
    {
        "refusals" =>
            root.TryGetProperty("since", out var since) && since.TryGetDateTimeOffset(out var stamp)
                ? $"since {DisplayTime.Of(stamp)}"
                : "",
        // Texts of a call or request are its arguments; in these records they are the reason.
        "change" or "logon" or "anomaly" when Texts(root) is { Length: > 0 } texts => texts,
        _ => Text(root, "command_line") is { Length: > 0 } command ? command : Repeats(root),
    };

    private static string Repeats(JsonElement root) =>
        root.TryGetProperty("folded", out var folded) && folded.TryGetInt64(out var count) ? $"and {count} more of the same" : "";

    private static string Texts(JsonElement root) =>
        root.TryGetProperty("texts", out var texts) && texts.ValueKind == JsonValueKind.Array
            ? string.Join(", ", texts.EnumerateArray().Where(text => text.ValueKind == JsonValueKind.String)
            .Select(text => text.GetString()))
            : "";

    private static string LastPart(string action) => action[(action.LastIndexOf('/') + 1)..];

    private static string Short(string text) => text.Length > DetailLimit ? text[..DetailLimit] + "…" : text;

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
