using System.Text.Json;
using Sekimori.Posture.Facts;
using Sekimori.Wire;

namespace Sekimori.Posture.Offline;

/// <summary>
/// Reads what the script of `audit collect-script` writes: one JSON object with registry values and other facts, and the output of winrm
/// and secedit as text.
/// </summary>
internal static class BundleReader
{
    /// <summary>The member that a bundle begins with; its value is the version.</summary>
    public const string Mark = "sekimoriBundle";

    private const int Version = 1;

    // An object, a list, a fact.
    private const int MaxDepth = 4;

    // Values of a host: 200 of settings, 500 firewall rules, its accounts.
    private const int MaxFacts = 20_000;

    // What a host may say of itself. Answers of the wire are not among them.
    private static readonly string[] Known =
        [FactId.Registry, FactId.OsVersion, FactId.OsName, FactId.OsUpdated, FactId.GroupMembers, FactId.Account, FactId.ServiceStart];

    /// <summary>The host that a bundle is of; null if it does not say.</summary>
    public static string? HostOf(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = MaxDepth });
            return document.RootElement.TryGetProperty("host", out var host) && host.ValueKind == JsonValueKind.String
                && host.GetString() is { Length: > 0 and <= 255 } name ? name : null;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The facts.</summary>
    /// <exception cref="MalformedException">It is no bundle.</exception>
    public static IReadOnlyList<Fact> Read(string text, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = MaxDepth });
            var root = document.RootElement;
            if (root.GetProperty(Mark).GetInt32() != Version)
                throw new MalformedException(Malformed.BadValue, $"a bundle of another version than {Version}");
            var facts = new List<Fact>();
            foreach (var one in root.GetProperty("facts").EnumerateArray())
            {
                if (facts.Count >= MaxFacts) throw new MalformedException(Malformed.TooMany, $"more than {MaxFacts} facts");
                var (id, subject) = (Text(one, "fact"), Text(one, "subject"));
                if (!Known.Contains(id)) throw new MalformedException(Malformed.BadValue, $"the fact '{id}'");
                facts.Add(new(id, subject, Text(one, "value"), FactSource.Offline,
                    subject.StartsWith(@"HKLM\SOFTWARE\Policies\", StringComparison.OrdinalIgnoreCase) ? Standing.Policy
                        : Standing.Effective, place));
            }

            if (Optional(root, "template") is { } template) facts.AddRange(SecurityTemplateReader.Read(template, place));
            if (Optional(root, "winrm") is { } winrm) facts.AddRange(WinRmConfigReader.Read(winrm, place));
            if (Optional(root, "filters") is { } filters) facts.AddRange(RpcFilterReader.Read(filters, place));
            return facts;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new MalformedException(Malformed.BadValue, $"not a bundle: {wrong.Message}");
        }
    }

    private static string Text(JsonElement element, string key) => element.GetProperty(key).GetString() ?? "";

    private static string? Optional(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
}
