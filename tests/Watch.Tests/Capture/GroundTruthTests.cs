using System.Globalization;
using Sekimori.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>
/// Holds what is read against what tshark reads (ground-truth.tsv): binds, requests, faults, mapper answers and NTLM logons of every
/// capture.
/// </summary>
public class GroundTruthTests
{
    public static TheoryData<string> Files => new(Captures.Names);

    [Theory, MemberData(nameof(Files))]
    public void What_is_read_equals_what_tshark_reads_or_the_difference_is_explained(string file)
    {
        var path = Captures.Require(file);
        var theirs = Theirs(path);
        var ours = Ours(Captures.Observe(path));
        var differences = theirs.Keys.Union(ours.Keys).Order(StringComparer.Ordinal)
            .Select(key => (key, theirs: theirs.GetValueOrDefault(key), ours: ours.GetValueOrDefault(key)))
            .Where(row => row.theirs != row.ours)
            .Select(row => $"{row.key}: tshark {row.theirs}, here {row.ours}");
        var explained = KnownDifferences.Of(file);
        Assert.Equal(string.Join("\n", explained.Order(StringComparer.Ordinal)), string.Join("\n", differences));
    }

    private static Dictionary<string, int> Theirs(string path)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in Captures.Beside(path, "ground-truth.tsv").Skip(1))
        {
            var c = line.Split('\t');
            if (c[0] != Path.GetFileName(path)) continue;
            var count = int.Parse(c[12], CultureInfo.InvariantCulture);
            string? key = c[1] switch
            {
                "bind" or "alter_context" => $"{c[1]} {c[2]} {c[3]}:{c[4]} {c[5]} {c[7]}",
                "request" => $"request {c[2]} {c[3]}:{c[4]} {c[5]} {c[7]} {c[9]} {(c[11].Length > 0 ? c[11] : "level=1")}",
                "fault" => $"fault {c[3]} {c[2]}:{c[4]} {c[5]} {c[9]}",
                "ept_answer" => $"mapping {c[3]} {c[2]} {c[7].Split(';')[0]} {c[10]}",
                "ntlm_auth" => $"logon {c[2]} {c[3]}:{c[4]} {c[7]}",
                _ => null,
            };
            if (key is not null) rows[key] = rows.GetValueOrDefault(key) + count;
        }
        return rows;
    }

    private static Dictionary<string, int> Ours(List<Observation> seen)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var one in seen)
        {
            var way = $"{one.Client.AddressText} {one.Server.AddressText}:{one.Server.Port} {ObservationJson.Name(one.Transport)}";
            string? key = one.Kind switch
            {
                ObservationKind.Bind => $"{(one.IsAlter ? "alter_context" : "bind")} {way} {one.Interface!.UuidText}",
                ObservationKind.Call =>
                    $"request {way} {(one.IsInferred ? "?" : one.Interface?.UuidText ?? "?")} {one.Opnum} level={(int)one.Level}",
                ObservationKind.Fault => $"fault {way} 0x{one.Status:x8}",
                ObservationKind.Mapping when one.Opnum == 3 =>
                    $"mapping {one.Client.AddressText} {one.Server.AddressText} {one.Facts[Fact.MappedInterface]} {Bindings(one)}",
                ObservationKind.Logon when one.Scheme == "NTLM" =>
                    $"logon {one.Client.AddressText} {one.Server.AddressText}:{one.Server.Port} {Account(one.Account)}",
                _ => null,
            };
            if (key is not null) rows[key] = rows.GetValueOrDefault(key) + 1;
        }
        return rows;
    }

    /// <summary>tshark writes NULL for a part of a name that is empty.</summary>
    private static string Account(string account) =>
        account.Length == 0 ? @"NULL\NULL" : account.Contains('\\') ? account : $@"NULL\{account}";

    private static string Bindings(Observation mapping)
    {
        var all = new List<string>();
        for (var index = 0; mapping.Facts.Next(Fact.Binding, ref index, out var binding);) all.Add(binding);
        return string.Join(';', all);
    }
}
