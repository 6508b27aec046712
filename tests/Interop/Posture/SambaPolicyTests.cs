using System.Text.Json.Nodes;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Offline;
using Sekimori.Server.Tests.Survey;

namespace Sekimori.Interop.Posture;

/// <summary>
/// Group policies that Samba's own library writes: every check that reads the registry fails on a weak one and passes on a good one.
/// </summary>
[Trait("Peer", "samba")]
public sealed class SambaPolicyTests
{
    private const string Script =
        """
        import json, sys
        from samba.dcerpc import preg
        from samba.ndr import ndr_pack
        policy = preg.file()
        policy.header.signature = 'PReg'
        policy.header.version = 1
        entries = []
        for key, name, kind, data in json.load(sys.stdin):
            entry = preg.entry()
            entry.keyname, entry.valuename, entry.type, entry.data = key, name, kind, data
            entries.append(entry)
        policy.num_entries = len(entries)
        policy.entries = entries
        sys.stdout.buffer.write(ndr_pack(policy))
        """;

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Every_check_of_the_registry_is_decided(bool isGood)
    {
        await PeerProgram.NeedModuleAsync("samba", "python3-samba");
        var folder = System.IO.Directory.CreateTempSubdirectory("sekimori-gpo-");
        try
        {
            var facts = new HostFacts("policy");
            var path = Path.Combine(folder.FullName, "Machine", "Registry.pol");
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var rows = WindowsRegistry.Of(isGood).SelectMany(key => key.Value.Select(value => value.Value is uint number
                ? new JsonArray(key.Key, value.Key, 4, number) : new JsonArray(key.Key, value.Key, 1, (string)value.Value)));
            var (code, _, errors) = await PeerProgram.RunAsync("/bin/sh", ["-c", "exec /usr/bin/python3 -c \"$0\" >\"$1\"", Script, path],
                new JsonArray([.. rows]).ToJsonString());
            Assert.True(code == 0, errors);
            var bytes = await File.ReadAllBytesAsync(path);
            Assert.Equal(OfflineFormat.RegistryPolicy, OfflineFile.Recognise(bytes));
            facts.Add(OfflineFile.Read(OfflineFormat.RegistryPolicy, bytes, path));
            var findings = Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow)).ToLookup(one => one.Check.Id);
            var wanted = isGood ? Outcome.Pass : Outcome.Fail;
            Assert.Empty(WindowsRegistry.Rules.Where(one => findings[one.Check.Id]
                .FirstOrDefault(found => found.Subject == one.Rule.Setting.Id)?.Outcome != wanted)
                .Select(one => $"{one.Check.Id} {one.Rule.Setting.Id}"));
            foreach (var id in WindowsRegistry.Coded)
            {
                Assert.Contains(findings[id], one => one.Outcome == wanted);
                Assert.All(findings[id], one => Assert.True(one.Outcome == wanted || one.Outcome == Outcome.NotSeen, one.Key));
            }

            if (isGood) Assert.Equal(Outcome.Pass, Assert.Single(findings["W20"]).Outcome);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
