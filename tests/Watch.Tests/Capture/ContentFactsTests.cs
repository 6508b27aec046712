using System.Buffers.Binary;
using System.Text;
using Sekimori.Capture.Http;
using Sekimori.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>
/// What is read from the arguments of calls that attackers make: whatever they write around it, and in either byte order.
/// </summary>
public class ContentFactsTests
{
    private const string EventLog = "82273fdc-e32a-18c3-3f78-827929dc23ea", Spooler = "12345678-1234-abcd-ef00-0123456789ab",
        ServerService = "4b324fc8-1670-01d3-1278-5a47bf6ee188",
        Activator = "000001a0-0000-0000-c000-000000000046", OldActivator = "4d9f4ab8-7d1c-11cf-861e-0020af6e7c57",
        Netlogon = "12345678-1234-abcd-ef00-01234567cffb",
        JobScheduler = "1ff70682-0a51-30e8-076d-740be8cee98b", DistributedFiles = "4fc742e0-4a10-11cf-8273-00aa004ae673";

    [Theory]
    [InlineData(@"\\10.9.9.9\share\file", "10.9.9.9")]
    [InlineData(@"\??\UNC\10.9.9.9\aa", "10.9.9.9")]
    [InlineData(@"\\?\UNC\host@80\a\b", "host@80")]
    [InlineData(@"\\.\unc\host\a", "host")]
    [InlineData(@"\Device\Mup\host\a", "host")]
    public void A_path_on_another_host_is_one_however_it_is_spelt(string path, string host)
    {
        foreach (var bigEndian in new[] { false, true })
            foreach (var isNdr64 in bigEndian ? new[] { false } : [false, true])
            {
                var facts = Read(EventLog, 9, Text(path, bigEndian, isNdr64), bigEndian, isNdr64);
                Assert.Equal((path, host), (facts[Fact.UncPath], facts[Fact.RemoteHost]));
            }
    }

    [Fact]
    public void A_host_alone_is_no_path_but_a_host()
    {
        var facts = Read(Spooler, 65, [.. new byte[28], .. Number(0x20000, false), .. Text(@"\\10.9.9.9", false)]);
        Assert.Equal((null, "10.9.9.9", @"\\10.9.9.9"), (facts[Fact.UncPath], facts[Fact.RemoteHost], facts[Fact.Text]));
    }

    [Theory]
    [InlineData(@"C:\Windows\System32")]
    [InlineData(@"\PIPE\lsass")]
    [InlineData(@"\\")]
    public void Other_texts_lead_to_no_host(string text) => Assert.Null(Read(EventLog, 9, Text(text, false))[Fact.RemoteHost]);

    [Theory]
    [InlineData(31, false)]
    [InlineData(32, true)]
    public void A_step_to_the_parent_is_found_among_code_that_is_no_text(int opnum, bool bigEndian)
    {
        var code = new byte[400];
        new Random(1).NextBytes(code);
        var encoding = Encoding(bigEndian);
        byte[] path = [.. encoding.GetBytes(@"\"), .. code, .. encoding.GetBytes(@"\..\..\"), .. code[..40], 0, 0];
        var facts = Read(ServerService, opnum, [.. Number(0x20000, bigEndian), .. Text("SRV", bigEndian), .. Array(path, bigEndian)],
            bigEndian);
        Assert.Contains(facts.All, fact => fact is { Key: Fact.Text, Value: @"\..\" });
        Assert.DoesNotContain(Read(ServerService, opnum, Text(@"\a\b", bigEndian), bigEndian).All, fact =>
            fact.Value.Contains("..", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_object_name_with_code_for_a_server_is_measured_in_either_activator(bool bigEndian)
    {
        var code = new byte[600];
        new Random(2).NextBytes(code);
        var encoding = Encoding(bigEndian);
        for (var i = 0; i < code.Length; i += 2)
            if (encoding.GetString(code, i, 2) is @"\" or "/") code[i] ^= 0x55;
        byte[] name = [.. encoding.GetBytes(@"\\"), .. code, .. encoding.GetBytes(@"\C$\1234.doc"), 0, 0];
        byte[] old = [.. new byte[32], .. new byte[16], .. Number(0x20000, bigEndian), .. Array(name, bigEndian)];
        Assert.Equal("300", Read(OldActivator, 0, old, bigEndian)[Fact.ServerNameLength]);
        byte[] activation = [.. new byte[80], .. Array(name, bigEndian), .. new byte[40]];
        Assert.Equal("300", Read(Activator, 4, activation, bigEndian)[Fact.ServerNameLength]);
        Assert.Null(
            ContentFacts.OfCall(Known(Activator), 4, [.. new byte[80], .. Text(@"\\server\C$\a.doc", bigEndian)], bigEndian,
            false)?[Fact.ServerNameLength]);
    }

    /// <summary>
    /// RemoteActivation ([MS-DCOM] 3.1.2.5.2.3.1) in NDR64 ([MS-RPCE] 2.2.5): ORPCTHIS ends in a pointer of 64 bits, so it has 40 bytes;
    /// then the CLSID, and the name after its own pointer.
    /// </summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData("empty", true)]
    [InlineData("empty", false)]
    [InlineData("one", true)]
    [InlineData("one", false)]
    [InlineData("broken", true)]
    public void An_object_name_is_measured_in_NDR64_too_and_behind_extensions(string extensions, bool isNdr64)
    {
        byte[] pad = new byte[isNdr64 ? 4 : 0], pointer = [0, 0, 2, 0, .. pad], eight = [8, 0, 0, 0, .. pad], two = [2, 0, 0, 0, .. pad],
            clsid = new Guid("c08afd90-f2a1-11d1-8455-00a0c91f3880").ToByteArray();
        byte[] extents = extensions switch
        {
            "" => new byte[pointer.Length],
            // ORPC_EXTENT_ARRAY: size, reserved, pointer to an array of pointers; here of none, of two of which one points to an extent of
            // eight bytes, of more than there are.
            "empty" => [.. pointer, 0, 0, 0, 0, 0, 0, 0, 0, .. pointer, .. new byte[pointer.Length]],
            "one" => [.. pointer, 1, 0, 0, 0, 0, 0, 0, 0, .. pointer, .. two, .. pointer, .. new byte[pointer.Length], .. eight,
                .. new byte[16], 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8],
            _ => [.. pointer, 9, 0, 0, 0, 0, 0, 0, 0, .. pointer, 0xff, 0xff, 0xff, 0x7f, .. pad],
        };
        byte[] Stub(string name) =>
            [5, 0, 7, 0, .. new byte[24], .. pad, .. extents, .. clsid, .. extensions == "one" ? pad : [],
            .. pointer, .. Text(name, false, isNdr64), .. new byte[16]];
        var facts = Read(OldActivator, 0, Stub(@"\\" + new string('A', 300) + @"\C$\1234.doc"), false, isNdr64);
        Assert.Equal("300", facts[Fact.ServerNameLength]);
        if (extensions != "broken") Assert.Equal("c08afd90-f2a1-11d1-8455-00a0c91f3880", facts[Fact.Clsid]);
        Assert.Null(ContentFacts.OfCall(Known(OldActivator), 0, Stub(@"\\server\C$\1234.doc"), false, isNdr64)?[Fact.ServerNameLength]);
    }

    /// <summary>
    /// NETLOGON_AUTHENTICATOR is aligned for its timestamp: behind a name of even length stands padding, which peers fill as they like.
    /// </summary>
    [Theory]
    [InlineData(6, "DC01", "false")]
    [InlineData(30, "DC01", "true")]
    [InlineData(30, "DC1", "true")]
    public void An_authenticator_of_zeros_is_found_behind_padding(int opnum, string computer, string zeros)
    {
        byte[] stub = [0, 0, 0, 0, .. Text("DC01$", false), 6, 0, 0xbf, 0xbf, .. Text(computer, false)];
        if (computer.Length % 2 == 0) stub[^1] = stub[^2] = 0xbf;
        stub = [.. stub, .. zeros == "true" ? new byte[8] : [1, 2, 3, 4, 5, 6, 7, 8], 0, 0, 0, 0];
        var facts = Read(Netlogon, opnum, stub);
        Assert.Equal((zeros, computer), (facts[Fact.ZeroCredential], facts[Fact.Computer]));
    }

    [Theory]
    [InlineData("A$")]
    [InlineData("AB$")]
    [InlineData("ABC$")]
    [InlineData("ABCD$")]
    public void A_credential_of_zeros_is_found_in_NDR64(string account)
    {
        byte[] name = Array(System.Text.Encoding.Unicode.GetBytes(account + "\0"), false, true);
        byte[] stub = [.. new byte[8], .. name];
        // SecureChannelType: an enumeration, of 32 bits here; then the next string, aligned to 8.
        stub = [.. stub, 6, 0, 0, 0];
        stub = [.. stub, .. new byte[-stub.Length & 7], .. Array("A\0B\0\0\0"u8.ToArray(), false, true)[..30], .. new byte[8], 0, 0, 0xff,
            0xff, 0x2f, 0x21];
        var facts = Read(Netlogon, 26, stub, false, true);
        Assert.Equal(("true", "0x212fffff", account), (facts[Fact.ZeroCredential], facts[Fact.NegotiateFlags], facts[Fact.Name]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_command_of_a_job_is_read(bool isNdr64)
    {
        byte[] word = new byte[isNdr64 ? 8 : 4], pointer = [0, 0, 2, 0, .. isNdr64 ? new byte[4] : []];
        // No server's name, then AT_INFO: JobTime (a DWORD_PTR), DaysOfMonth, DaysOfWeek and Flags, padding to the pointer.
        byte[] stub = [.. word, .. word, 0, 0, 0, 0, 0, 1, 0, 0, .. pointer, .. Text("c:\\x.exe /a", false, isNdr64)];
        Assert.Equal("c:\\x.exe /a", Read(JobScheduler, 0, stub, false, isNdr64)[Fact.CommandLine]);
    }

    /// <summary>The same call for WCHARs and for ANSI.</summary>
    [Theory]
    [InlineData(12, false, false)]
    [InlineData(12, true, false)]
    [InlineData(12, false, true)]
    [InlineData(24, false, false)]
    [InlineData(24, true, false)]
    [InlineData(44, false, true)]
    public void The_path_of_a_service_is_read_in_either_alphabet(int opnum, bool bigEndian, bool isNdr64)
    {
        byte[] word = new byte[isNdr64 ? 8 : 4];
        byte[] Name(string text) => opnum == 12 ? Text(text, bigEndian, isNdr64) : Ansi(text, bigEndian, isNdr64);
        byte[] stub = new byte[20];
        stub = [.. stub, .. new byte[-stub.Length & (word.Length - 1)], .. Name("abc")];
        stub = [.. stub, .. new byte[-stub.Length & (word.Length - 1)], .. word, .. new byte[16]];
        stub = [.. stub, .. new byte[-stub.Length & (word.Length - 1)], .. Name("cmd.exe /c x"), .. new byte[20]];
        var facts = Read("367abb81-9844-35f1-ad32-98f038001003", opnum, stub, bigEndian, isNdr64);
        Assert.Equal(("abc", "cmd.exe /c x"), (facts[Fact.Name], facts[Fact.CommandLine]));
    }

    [Fact]
    public void The_host_of_a_DFS_root_is_one_though_it_has_no_backslashes()
    {
        Assert.Equal(
            "10.9.9.9", Read(DistributedFiles, 13, [.. Text("10.9.9.9", false), .. Text("test", false), 0, 0, 0, 0])[Fact.RemoteHost]);
        Assert.Null(Read(DistributedFiles, 1, [.. Text("10.9.9.9", false)])[Fact.RemoteHost]);
    }

    /// <summary>mimikatz asks for a ticket of ldap/, a domain controller for one of the replication's own.</summary>
    [Fact]
    public void A_replication_says_for_whom_its_ticket_was_made()
    {
        var calls = Captures.Observe(Captures.Require("covenant_dcsync_dcerpc_drsuapi_DsGetNCChanges_2020-08-05020926.cap"))
            .Where(seen => seen is { Kind: ObservationKind.Call, Operation: "DRSGetNCChanges" });
        Assert.Equal("ldap/MORDORDC", Assert.Single(calls).Facts[Fact.Target]);
    }

    [Theory]
    [InlineData(100, 1, null)]
    [InlineData(4_000_000, 800, null)]
    [InlineData(200, 7, null)]
    [InlineData(200, 8, "tiny_fragments")]
    [InlineData(5_000_000, 1_000, "oversize_call")]
    public void A_call_is_odd_by_its_size_or_by_its_pieces(long bytes, int fragments, string? expected) =>
        Assert.Equal(expected, RpcAnomalies.OfCall(bytes, fragments));

    [Fact]
    public void The_window_of_a_PowerShell_client_is_read_from_the_messages_in_its_shell()
    {
        byte[] messages = [.. new byte[21], .. new byte[40],
            .. "<Obj><MS><I32 N=\"width\">199</I32><I32 N=\"height\">52</I32></MS><I32 N=\"width\">0"u8];
        var facts = new FactSet();
        EnvelopeFacts.Read(System.Text.Encoding.UTF8.GetBytes($"""
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><r:Shell xmlns:r="http://schemas.microsoft.com/wbem/wsman/1/windows/shell">
            <creationXml xmlns="http://schemas.microsoft.com/powershell">{Convert.ToBase64String(messages)}</creationXml></r:Shell></s:Body></s:Envelope>
            """), facts);
        Assert.Equal(["199x52"], facts.All.Where(fact => fact.Key == Fact.Window).Select(fact => fact.Value));
    }

    private static RpcInterface Known(string uuid) => InterfaceCatalogue.Get(new Guid(uuid));

    private static FactSet Read(string uuid, int opnum, byte[] stub, bool bigEndian = false, bool isNdr64 = false) =>
        ContentFacts.OfCall(Known(uuid), opnum, stub, bigEndian, isNdr64) ?? FactSet.Empty;

    private static Encoding Encoding(bool bigEndian) => bigEndian ? System.Text.Encoding.BigEndianUnicode : System.Text.Encoding.Unicode;

    private static byte[] Text(string text, bool bigEndian, bool isNdr64 = false) =>
        Array(Encoding(bigEndian).GetBytes(text + "\0"), bigEndian, isNdr64);

    private static byte[] Ansi(string text, bool bigEndian, bool isNdr64)
    {
        byte[] count = [.. Number(text.Length + 1, bigEndian), .. isNdr64 ? new byte[4] : []];
        return [.. count, .. new byte[count.Length], .. count, .. System.Text.Encoding.ASCII.GetBytes(text), 0,
            .. new byte[-(text.Length + 1) & 3]];
    }

    /// <summary>A conformant varying array of WCHARs.</summary>
    private static byte[] Array(byte[] units, bool bigEndian, bool isNdr64 = false)
    {
        byte[] count = [.. Number(units.Length / 2, bigEndian), .. isNdr64 ? new byte[4] : []];
        return [.. count, .. new byte[count.Length], .. count, .. units, .. new byte[-units.Length & 3]];
    }

    private static byte[] Number(int number, bool bigEndian)
    {
        var bytes = new byte[4];
        if (bigEndian) BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        else BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }
}
