using System.Text;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Offline;
using Sekimori.TestKit;
using Sekimori.Wire;

namespace Sekimori.Posture.Tests.Posture.Offline;

public sealed class BundleReaderTests
{
    // As Windows PowerShell 5.1 writes it: indented, with < > & ' escaped.
    private const string Bundle = """
        {
            "sekimoriBundle":  1,
            "host":  "SRV1",
            "time":  "2026-11-29T10:00:00Z",
            "by":  "LAB\\kei",
            "winrm":  "Config\n    Service\n        AllowUnencrypted = true\n        Auth\n            Basic = false [Source=\"GPO\"]\n",
            "template":  "[Unicode]\r\n[Registry Values]\r\nMACHINE\\System\\CurrentControlSet\\Control\\Lsa\\LmCompatibilityLevel=4,5\r\n",
            "filters":  "\nListing all RPC Filters.\n---------------------------------\n",
            "facts":  [
              { "fact":  "registry", "subject":  "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion!CurrentBuild", "value":  "20348" },
              { "fact":  "registry", "subject":  "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion!UBR", "value":  "1" },
                { "fact":  "account", "subject":  "svc\u003cx\u003e", "value":  "enabled, password never expires, S-1-5-21-1-2-3-1001" }
                      ]
        }
        """;

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_bundle_gives_the_facts_of_its_host(bool isUtf16)
    {
        var bytes = isUtf16 ? [0xff, 0xfe, .. Encoding.Unicode.GetBytes(Bundle)] : Encoding.UTF8.GetBytes(Bundle);
        Assert.Equal(OfflineFormat.Bundle, OfflineFile.Recognise(bytes));
        Assert.Equal("SRV1", BundleReader.HostOf(OfflineText.Decode(bytes)));
        var facts = new HostFacts("SRV1");
        facts.Add(OfflineFile.Read(OfflineFormat.Bundle, bytes, "b.json"));
        var findings = Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch)).ToLookup(one => one.Check.Id);
        Assert.Contains(findings["W03"], one => one.Outcome == Outcome.Fail);
        Assert.Contains(findings["P02"], one => one.Outcome == Outcome.Fail);
        Assert.Contains(findings["A05"], one => one is { Outcome: Outcome.Fail, Subject: "svc<x>" });
        Assert.Contains(findings["R12"], one => one.Outcome == Outcome.Pass);
        Assert.Contains(findings["R18"], one => one.Outcome == Outcome.Fail);
    }

    [Theory]
    [InlineData("{\"sekimoriBundle\":2,\"facts\":[]}"), InlineData("{\"sekimoriBundle\":1}")]
    [InlineData("{\"sekimoriBundle\":\"1\",\"facts\":[]}")]
    [InlineData("{\"sekimoriBundle\":1,\"facts\":[{\"fact\":\"wsman.read\",\"subject\":\"\",\"value\":\"answered\"}]}")]
    [InlineData("{\"sekimoriBundle\":1,\"facts\":[1]}")]
    [InlineData("{\"sekimoriBundle\":1,\"facts\":[],\"winrm\":3}"), InlineData("{\"sekimoriBundle\":1,")]
    public void What_is_no_bundle_is_rejected(string text) =>
        Assert.Throws<MalformedException>(() => BundleReader.Read(text, "x"));

    [Fact]
    public void Mutated_bundles_end_in_facts_or_a_named_fault()
    {
        var (random, seed) = (new Random(29), Encoding.UTF8.GetBytes(Bundle));
        for (var i = 0; i < Effort.Of("SEKIMORI_READINGS", 2000); i++)
        {
            var bytes = Mutation.Of(seed, random);
            try
            {
                OfflineFile.Read(OfflineFormat.Bundle, bytes, "x");
                BundleReader.HostOf(OfflineText.Decode(bytes));
            }
            catch (MalformedException)
            {
                // Named.
            }
        }
    }
}
