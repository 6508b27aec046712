using System.Text;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Offline;
using Sekimori.TestKit;
using Sekimori.Wire;

namespace Sekimori.Posture.Tests.Posture.Offline;

/// <summary>Any bytes of a file end in facts or a named fault.</summary>
public sealed class HostileFileTests
{
    // Not a multiple of the seeds, so that each one's facts are evaluated.
    private const int EvaluateEach = 10;

    private static readonly (OfflineFormat Format, byte[] Bytes)[] Seeds =
    [
        (OfflineFormat.RegistryPolicy, PolicyFile.Of(
            (@"SOFTWARE\Policies\Microsoft\Windows\WinRM\Service", "AllowBasic", 4, [1, 0, 0, 0]),
            ("K", "**DelVals.", 1, [0x20, 0, 0, 0]))),
        (OfflineFormat.SecurityTemplate, Encoding.Unicode.GetBytes("\uFEFF[Unicode]\r\n[Registry Values]\r\n"
            + "MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\A=4,5\r\n[Service General Setting]\r\n\"S\",4,\"D:\"\r\n")),
        // As secedit exports it.
        (OfflineFormat.SecurityTemplate, Encoding.Unicode.GetBytes("\uFEFF[Unicode]\r\nUnicode=yes\r\n[System Access]\r\n"
            + "MinimumPasswordAge = 1\r\nLSAAnonymousNameLookup = 0\r\n[Privilege Rights]\r\nSeNetworkLogonRight = *S-1-1-0,kei\r\n"
            + "[Registry Values]\r\nMACHINE\\System\\CurrentControlSet\\Control\\Lsa\\B=7,a,b\r\n[Version]\r\nRevision=1\r\n")),
        (OfflineFormat.WinRmConfig,
            "Config\n  Service\n    Auth\n      Basic = true [Source=\"GPO\"]\n    RootSDDL = O:NSG:BAD:P(A;;GA;;;WD)\n"u8.ToArray()),
        (OfflineFormat.WinRmConfig, Encoding.UTF8.GetBytes("<cfg:Config xmlns:cfg=\"u\"><cfg:Service><cfg:Auth><cfg:Basic>true</cfg:Basic>"
            + "</cfg:Auth></cfg:Service></cfg:Config>")),
        (OfflineFormat.RegistryFile, Encoding.UTF8.GetBytes("Windows Registry Editor Version 5.00\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\n"
            + "\"a\"=dword:00000001\n\"b\"=hex(7):61,00,\\\n 00,00\n")),
        (OfflineFormat.RpcFilters,
            "Listing all RPC Filters.\n---------------------------------\nfilterKey: 1\nactionType: block\n"u8.ToArray()),
    ];

    [Fact]
    public void Mutated_files_end_in_facts_or_a_named_fault()
    {
        var random = new Random(15);
        var count = Effort.Of("SEKIMORI_READINGS", 20_000);
        var (read, rejected) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var (format, seed) = Seeds[i % Seeds.Length];
            var bytes = Mutation.Of(seed, random);
            try
            {
                OfflineFile.Recognise(bytes);
                var facts = new HostFacts("h");
                facts.Add(OfflineFile.Read(format, bytes, "GptTmpl.inf"));
                // Every check is asked: the same facts come again and again.
                if (i % EvaluateEach == 0) Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch));
                read++;
            }
            catch (MalformedException)
            {
                rejected++;
            }
        }

        Assert.True(read > count / 100, $"only {read} of {count} were read");
        Assert.True(rejected > count / 100, $"only {rejected} of {count} were rejected");
    }

    [Fact]
    public void A_deep_configuration_is_rejected()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 100_000; i++) text.Append(' ', Math.Min(i, 40)).Append("a\n");
        Assert.Equal(Malformed.TooDeep, Assert.Throws<MalformedException>(() => WinRmConfigReader.Read(text.ToString(), "x")).Fact);
        var xml = string.Concat(Enumerable.Repeat("<a>", 100_000));
        Assert.Throws<MalformedException>(() => WinRmConfigReader.Read(xml, "x"));
    }

    [Fact]
    public void Too_many_values_are_rejected()
    {
        Assert.Throws<MalformedException>(() => WinRmConfigReader.Read(string.Concat(Enumerable.Repeat("a = b\n", 3000)), "x"));
        Assert.Throws<MalformedException>(() => SecurityTemplateReader.Read("[S]\n" + string.Concat(Enumerable.Repeat("a = b\n", 30_000)),
            "x"));
        Assert.Throws<MalformedException>(() => RegistryFileReader.Read("REGEDIT4\n[x]\n"
            + string.Concat(Enumerable.Repeat("\"a\"=\"b\"\n", 300_000))));
        Assert.Throws<MalformedException>(() => OfflineFile.Read(OfflineFormat.RegistryFile, new byte[OfflineFile.MaxSize + 1], "x"));
    }

    [Fact]
    public void A_document_type_is_rejected() => Assert.Throws<MalformedException>(() =>
        WinRmConfigReader.Read("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "x"));
}
