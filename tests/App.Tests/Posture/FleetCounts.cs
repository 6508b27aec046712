using System.Text.Json;
using Sekimori.TestKit;

namespace Sekimori.App.Tests.Posture;

/// <summary>The findings that a fleet must give: exactly the planted ones, and what all its hosts have.</summary>
internal static class FleetCounts
{
    /// <summary>How many findings of each check there are in a run that was written as JSON, without those of all hosts.</summary>
    public static SortedDictionary<string, int> Of(string path, out int hosts)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        hosts = 0;
        foreach (var line in File.ReadLines(path))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.GetProperty("type").GetString() == "host") hosts++;
            if (root.GetProperty("type").GetString() != "finding" || root.GetProperty("outcome").GetString() != "fail") continue;
            var check = root.GetProperty("check").GetString()!;
            counts[check] = counts.GetValueOrDefault(check) + 1;
        }

        return counts;
    }

    /// <summary>What must be there.</summary>
    public static SortedDictionary<string, int> Expected(int hosts)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var host = 0; host < hosts; host++)
        {
            string[] planted = LoopbackFleet.FaultOf(host) switch
            {
                PlantedFault.Basic => ["W01"],
                PlantedFault.Digest => ["W04"],
                PlantedFault.CredSsp => ["W05"],
                PlantedFault.NoLogon => ["W06"],
                PlantedFault.Identify => ["W07"],
                PlantedFault.Omi => ["W07", "W08"],
                PlantedFault.OldTls => ["T01"],
                PlantedFault.Rc4 => ["T02"],
                PlantedFault.Expired => ["T04"],
                PlantedFault.WeakKey => ["T06"],
                PlantedFault.MapperWrite => ["R02"],
                _ => [],
            };
            // Both doors answer; no host has TLS 1.3; one certificate for all, in nobody's name and by nobody known.
            foreach (var check in (string[])["E01", "E03", "T03", "T08", "T09", .. planted])
                counts[check] = counts.GetValueOrDefault(check) + 1;
        }

        // Three keys: the first host of each is the one that the others are compared with.
        counts["E12"] = hosts - Math.Min(hosts, 3);
        return counts;
    }
}
