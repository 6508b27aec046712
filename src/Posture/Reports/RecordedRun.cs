using System.Text.Json;

namespace Sekimori.Posture.Reports;

/// <summary>A run that was written as JSON, for comparison with another.</summary>
internal sealed class RecordedRun
{
    /// <summary>An outcome.</summary>
    /// <param name="Check">The check's number.</param>
    /// <param name="Host">The host.</param>
    /// <param name="Subject">The subject.</param>
    /// <param name="Outcome">"fail" and so on.</param>
    /// <param name="Severity">"high" and so on.</param>
    /// <param name="Value">The first value of the evidence.</param>
    internal sealed record Row(string Check, string Host, string Subject, string Outcome, string Severity, string Value);

    // As many as a run of 100,000 hosts with 100 outcomes has.
    private const int MaxRows = 10_000_000;

    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);

    /// <summary>No outcomes.</summary>
    public static RecordedRun Empty { get; } = new();

    /// <summary>The outcomes by their identity.</summary>
    public IReadOnlyDictionary<string, Row> Rows => _rows;

    /// <summary>Hosts of the run that were reached.</summary>
    public HashSet<string> Reached { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the lines of a run.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="FormatException">A line is not one of a run.</exception>
    public static RecordedRun Read(IEnumerable<string> lines, string name)
    {
        var run = new RecordedRun();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (line.Length == 0) continue;
            try
            {
                using var document = JsonDocument.Parse(line, new() { MaxDepth = 8 });
                run.Add(document.RootElement);
            }
            catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                throw new FormatException($"{name}:{number}: not a line of 'sekimori audit run --format json'", wrong);
            }

            if (run._rows.Count > MaxRows) throw new FormatException($"{name}: more than {MaxRows} findings");
        }

        return number == 0 ? throw new FormatException($"{name}: the file is empty") : run;
    }

    /// <summary>The outcomes of one host.</summary>
    public static RecordedRun Of(HostResult result)
    {
        var run = new RecordedRun();
        if (result.IsReached) run.Reached.Add(result.Host);
        foreach (var finding in result.Findings)
            run._rows[finding.Key] = new(finding.Check.Id, finding.Host, finding.Subject,
                finding.Waiver is null ? Words.Of(finding.Outcome) : "waived", Words.Of(finding.Severity),
                finding.Evidence.Count > 0 ? finding.Evidence[0].Value : "");
        return run;
    }

    private void Add(JsonElement line)
    {
        switch (line.GetProperty("type").GetString())
        {
            case "host" when line.GetProperty("reached").GetBoolean():
                Reached.Add(line.GetProperty("host").GetString()!);
                break;
            case "finding":
                var evidence = line.GetProperty("evidence");
                var row = new Row(Text(line, "check"), Text(line, "host"), Text(line, "subject"), Text(line, "outcome"),
                    Text(line, "severity"),
                    evidence.GetArrayLength() > 0 ? Text(evidence[0], "value") : "");
                _rows[$"{row.Check}|{row.Host}|{row.Subject}"] = row;
                break;
        }
    }

    private static string Text(JsonElement line, string key) =>
        line.GetProperty(key).GetString() ?? throw new InvalidOperationException($"'{key}' is not a text");
}
