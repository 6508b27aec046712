using System.Text.Json;
using Sekimori.Adversary.Tests.Kit;

namespace Sekimori.Adversary.Tests.Spellings;

/// <summary>
/// However a request is written: what a policy denies is not done, and what is done is recorded as what it is. Each spelling of the data
/// files goes to the real `sekimori serve`, and what is checked is the effect: a process that ran, data that came.
/// </summary>
public abstract class SpellingTests(Gates gates)
{
    /// <summary>Sends a spelling to servers that deny it.</summary>
    private protected async Task IsDeniedAsync(Spelling row, string usual, string policies)
    {
        var request = row["base"] ?? usual;
        await gates.ControlAsync(request, "anything", happens: true);
        var done = new List<string>();
        foreach (var policy in (row["deny"] ?? policies).Split(' '))
        {
            await gates.ControlAsync(request, policy, happens: false);
            var attempt = new Attempt(request, row);
            if (await attempt.HappensAsync(await gates.OfAsync(policy))) done.Add($"{policy} ({attempt.Reply.Status})");
            else Markers.Forbid(attempt.Marker);
        }

        Assert.True(done.Count == 0, "done in spite of " + string.Join(", ", done));
    }

    /// <summary>Sends a spelling to a server that allows everything.</summary>
    private protected async Task IsRecordedAsync(Spelling row, string usual)
    {
        var request = row["base"] ?? usual;
        await gates.ControlAsync(request, "anything", happens: true);
        var gate = await gates.OfAsync("anything");
        var attempt = new Attempt(request, row);
        if (!await attempt.HappensAsync(gate)) return;
        var line = await gate.FindLineAsync(attempt.Agent, request switch
        {
            "create" => one => Texts(one, "class_name").Contains(attempt.Class!) && Texts(one, "method").Contains("Create")
                && HasCommand(one, attempt),
            "shell" or "command" => one => HasCommand(one, attempt),
            _ => one => Texts(one, "class_name").Contains(attempt.Class!),
        });
        Assert.True(line is not null, $"it was done ({attempt.Reply.Status}), and no line says so");
    }

    // The whole line, or how much of it is missing with a hash of all of it.
    private static bool HasCommand(JsonElement line, Attempt attempt) =>
        Texts(line, "command_line").Concat(Texts(line, "argument"))
        .Any(text => text.Contains(Path.GetFileName(attempt.Marker), StringComparison.Ordinal)) || Sums(line).Intersect(attempt.Sums).Any();

    private static IEnumerable<string> Sums(JsonElement line) => line.TryGetProperty("cut", out var cut)
        ? cut.EnumerateArray().Where(one => one.GetProperty("characters").GetInt64() > 0)
        .Select(one => one.GetProperty("sha256").GetString()!)
        : [];

    /// <summary>The values of a fact: it may have one, or a list beside the first.</summary>
    private static HashSet<string> Texts(JsonElement line, string name) =>
        ((string[])[name, name + "s", name + "es"]).SelectMany(one => !line.TryGetProperty(one, out var value) ? []
            : value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
            : [value.ToString()]).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
