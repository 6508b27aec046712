using System.Diagnostics;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Offline;

namespace Sekimori.Posture.Tests.Posture.Offline;

/// <summary>Backups of real group policies, where the folder of other people's files is beside the clone.</summary>
public sealed class RealPolicyTests
{
    [Theory]
    [InlineData("windows-machine.registry.pol", 87), InlineData("windows-user.registry.pol", -1),
        InlineData("chrome-machine.registry.pol", -1)]
    public void Every_entry_is_what_Sambas_own_reader_finds(string name, int count)
    {
        var path = Shared(name);
        var theirs = BySamba(path);
        var ours = RegistryPolicyReader.Read(File.ReadAllBytes(path), "HKLM");
        if (count >= 0) Assert.Equal(count, theirs.Count);
        Assert.Equal(theirs.Count, ours.Count);
        for (var i = 0; i < theirs.Count; i++)
        {
            var (key, value, type, data) = theirs[i];
            Assert.Equal(@"HKLM\" + key, ours[i].Key);
            // "**delvals." takes all values of the key away, "**del.NAME" one.
            Assert.Equal(value.StartsWith("**delvals", StringComparison.OrdinalIgnoreCase) ? ""
                : value.StartsWith("**del.", StringComparison.OrdinalIgnoreCase) ? value[6..] : value, ours[i].Name);
            Assert.Equal(type, ours[i].Type);
            if (!ours[i].IsRemoved) Assert.Equal(data, ours[i].Value);
        }
    }

    [Fact]
    public void Findings_of_a_real_baseline_are_those_that_its_values_mean()
    {
        var facts = new HostFacts("baseline");
        foreach (var name in (string[])["windows-machine.registry.pol", "windows-machine.GptTmpl.inf"])
        {
            var bytes = File.ReadAllBytes(Shared(name));
            facts.Add(OfflineFile.Read(OfflineFile.Recognise(bytes), bytes, name));
        }

        var findings = Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch));
        // A baseline that is made for protection.
        foreach (var id in (string[])["W03", "W14", "W15", "W16", "W17", "R12", "R13", "A02"])
            Assert.Equal(Outcome.Pass, Assert.Single(findings.Where(one => one.Check.Id == id).Select(one => one.Outcome).Distinct()));
        // Nothing was asked over the network: no check of the wire alone is anything but not seen.
        Assert.All(findings.Where(one => one.Check.SeenBy == SeenBy.Wire), one => Assert.Equal(Outcome.NotSeen, one.Outcome));
    }

    private static string Shared(string name)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Sekimori.slnx")))
            {
                var path = Path.Combine(folder, "..", "shared", "vectors", "gpo", name);
                if (!File.Exists(path)) Assert.Skip($"real policies: ../shared/vectors/gpo/{name} is not there");
                return path;
            }

        throw new InvalidOperationException("Sekimori.slnx is in no folder above the test.");
    }

    // key, value, type, data of each entry, as Samba's NDR parser has them.
    private static List<(string Key, string Value, uint Type, string Data)> BySamba(string path)
    {
        const string script =
            """
            import sys
            from samba.dcerpc import preg
            from samba.ndr import ndr_unpack
            # The file must outlive its entries: their memory is its own.
            f = ndr_unpack(preg.file, open(sys.argv[1], 'rb').read())
            for e in f.entries:
                d = e.data
                if e.type == 7: d = ','.join(d) if not isinstance(d, str) else d
                if isinstance(d, (bytes, bytearray)): d = bytes(d).hex()
                print('\x1f'.join([e.keyname, e.valuename, str(e.type), str(d)]))
            """;
        const string python = "/usr/bin/python3";
        if (!File.Exists(python)) Assert.Skip("Samba's reader: python3 is not installed");
        using var process = Process.Start(new ProcessStartInfo(python)
        {
            ArgumentList = { "-c", script, path },
            RedirectStandardOutput = true, RedirectStandardError = true
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 && error.Result.Contains("ModuleNotFoundError"))
            Assert.Skip("Samba's reader: python3-samba is not installed");
        Assert.True(process.ExitCode == 0, error.Result);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\x1f'))
            .Select(parts => (parts[0], parts[1], uint.Parse(parts[2]), parts[3].TrimEnd('\0')))];
    }
}
