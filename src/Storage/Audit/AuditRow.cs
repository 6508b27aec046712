using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sekimori.Storage.Audit;

/// <summary>A line of the log with the members that queries use.</summary>
internal sealed record AuditRow
{
    public required long Sequence { get; init; }

    /// <summary>Its own hash in hexadecimal: it shows a database later whether this is still the same log.</summary>
    public required string Hash { get; init; }

    public required DateTime Time { get; init; }

    public required string Type { get; init; }

    public string? Client { get; init; }

    public string? Server { get; init; }

    public string? Account { get; init; }

    public string? Interface { get; init; }

    public string? Operation { get; init; }

    public string? Resource { get; init; }

    public string? Action { get; init; }

    public string? Verdict { get; init; }

    public string? Rule { get; init; }

    /// <summary>The line as it is in the file.</summary>
    public required string Json { get; init; }

    /// <summary>
    /// The row of a line whose number is known. A line that somebody made unreadable is a row too: nothing may stop the lines after it.
    /// </summary>
    public static AuditRow Read(long sequence, byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return new()
            {
                Sequence = sequence, Hash = AuditLine.HashOf(line),
                Time = root.TryGetProperty("time", out var time) && time.TryGetDateTime(out var stamp)
                    ? stamp.ToUniversalTime()
                    : DateTime.UnixEpoch,
                Type = Text(root, "type") ?? "", Client = Text(root, "client"), Server = Text(root, "server"),
                Account = Text(root, "account"), Interface = Text(root, "interface"),
                Operation = Text(root, "operation"), Resource = Text(root, "resource"), Action = Text(root, "action"),
                Verdict = Text(root, "verdict"),
                Rule = Text(root, "policy_rule") ?? Text(root, "rule"), Json = Encoding.UTF8.GetString(line),
            };
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or ArgumentException)
        {
            var text = JsonEncodedText.Encode(Encoding.UTF8.GetString(line));
            return new()
            {
                Sequence = sequence, Hash = AuditLine.HashOf(line), Time = DateTime.UnixEpoch, Type = "unreadable",
                Json = string.Create(CultureInfo.InvariantCulture, $"{{\"seq\":{sequence},\"type\":\"unreadable\",\"text\":\"{text}\"}}"),
            };
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
