using System.Text;
using System.Xml;
using System.Xml.Linq;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Offline;
using Sekimori.Security.Credentials;
using Sekimori.Security.Ntlm;
using Sekimori.Survey;
using Sekimori.Survey.Logon;
using Sekimori.TestKit;
using Sekimori.Wire;

namespace Sekimori.Posture.Tests.Survey;

/// <summary>Any answer of WS-Management, with and without a logon, ends in facts or a named fault.</summary>
public sealed class HostileAnswerTests
{
    // Evaluating asks every check: what is added by one answer is the same for many.
    private const int EvaluateEach = 50;

    private const string Identify = "<s:Envelope xmlns:s=\"u\"><s:Body><i:IdentifyResponse xmlns:i=\"v\"><i:ProductVendor>Openwsman"
        + "</i:ProductVendor><i:ProductVersion><![CDATA[2.6.5]]></i:ProductVersion></i:IdentifyResponse></s:Body></s:Envelope>";

    private const string Config = "<cfg:Config xmlns:cfg=\"u\"><cfg:MaxTimeoutms>60000</cfg:MaxTimeoutms><cfg:Service><cfg:RootSDDL>"
        + "O:NSG:BAD:P(A;;GA;;;WD)</cfg:RootSDDL><cfg:Auth><cfg:Basic>true</cfg:Basic><cfg:CbtHardeningLevel>Relaxed"
        + "</cfg:CbtHardeningLevel></cfg:Auth></cfg:Service></cfg:Config>";

    // One row for all questions: of StdRegProv, of the classes of root/cimv2, and of __SystemSecurity.
    private const string Row = "<p:x xmlns:p=\"u\" xmlns:w=\"v\"><p:sNames>AllowBasic</p:sNames><p:Types>4</p:Types><p:uValue>1</p:uValue>"
        + "<p:sValue>O:NSG:BAD:P(A;;GA;;;WD)</p:sValue><p:ReturnValue>0</p:ReturnValue><p:Version>10.0.20348</p:Version>"
        + "<p:HotFixID>KB1</p:HotFixID><p:InstalledOn>01d9a0b1c2d3e4f5</p:InstalledOn><p:Name>LAB\\kei</p:Name><p:Domain>LAB</p:Domain>"
        + "<p:SID>S-1-5-32-544</p:SID><p:Disabled>false</p:Disabled><p:BadPasswordCount>3</p:BadPasswordCount><p:SD>1</p:SD><p:SD>0</p:SD>"
        + "<p:PartComponent><w:ResourceURI>u/Win32_Group</w:ResourceURI><w:SelectorSet><w:Selector Name=\"Name\">Users</w:Selector>"
        + "<w:Selector Name=\"Domain\">B\"</w:Selector></w:SelectorSet></p:PartComponent></p:x>";

    [Fact]
    public void Any_NTLM_challenge_ends_in_facts_or_a_named_fault() => Mutate(NtlmChallenge(), (bytes, facts) =>
    {
        var header = "Negotiate " + Convert.ToBase64String(bytes);
        NtlmFacts.Add(facts, "5985/http", ChallengeMessage.Read(HttpChallenges.Token([header], "Negotiate")!));
    });

    [Fact]
    public void Any_schemes_end_in_facts() => Mutate(
        Encoding.Latin1.GetBytes("Negotiate TlRMTVNTUAAC, Basic realm=\"a, \\\"b\", Digest qop=\"auth\", nonce=\"x\",Kerberos"),
        (bytes, facts) =>
        {
            string[] headers = [Encoding.Latin1.GetString(bytes), "Negotiate"];
            HttpChallenges.Token(headers, "Negotiate");
            facts.Add(FactId.WsManSchemes, "5985/http", string.Join(", ", HttpChallenges.Schemes(headers)));
        }, isEverRejected: false);

    [Fact]
    public void Any_Identify_ends_in_facts() => Mutate(Encoding.UTF8.GetBytes(Identify), (bytes, facts) =>
    {
        var body = Encoding.UTF8.GetString(bytes);
        foreach (var (element, id) in ((string, string)[])[("ProductVendor", FactId.IdentifyVendor),
            ("ProductVersion", FactId.IdentifyVersion)])
            if (WsManDoorProbe.Element(body, element) is { Length: > 0 } value) facts.Add(id, "5985/http", value);
    }, isEverRejected: false);

    [Fact]
    public void Any_configuration_ends_in_facts_or_a_named_fault() => Mutate(Encoding.UTF8.GetBytes(Config), (bytes, facts) =>
    {
        // As the client gives it: what is no XML ends there.
        if (Parse(bytes) is { } element) facts.Add(WinRmConfigReader.Read(element.ToString(), ""));
    }, isEverRejected: false);

    [Fact]
    public async Task Any_row_of_a_class_or_a_method_ends_in_facts()
    {
        var (random, seed, read) = (new Random(5985), Encoding.UTF8.GetBytes(Row), 0);
        var questions = RegistryQuestions.Keys.Count;
        Assert.True(questions > 10, $"{questions}");
        // A row answers every question of a survey, some hundred: as many answers are tried.
        var count = Math.Max(1, Effort.Of("SEKIMORI_READINGS", 20_000) / (questions * 2));
        for (var i = 0; i < count; i++)
        {
            if (Parse(i == 0 ? seed : Mutation.Of(seed, random)) is not { } element) continue;
            var (facts, door) = (new HostFacts("h"), new FixedDoor(DoorRow.Of(element)));
            await new RegistryReading(door, [], facts).ReadAsync(CancellationToken.None);
            await new CimReading(door, facts).ReadAsync((_, ask) => ask(CancellationToken.None));
            await new NamespaceReading(door, facts).ReadAsync(CancellationToken.None);
            await new FailedLogonReading(door, new PasswordCredential("kei", "LAB", "x"), facts).ReadAsync(CancellationToken.None);
            Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch));
            read++;
        }

        Assert.True(read > count / 100, $"{read} of {count}");
    }

    private static XElement? Parse(byte[] bytes)
    {
        try
        {
            return XElement.Parse(Encoding.UTF8.GetString(bytes));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static void Mutate(byte[] seed, Action<byte[], HostFacts> ask, bool isEverRejected = true)
    {
        var whole = new HostFacts("h");
        ask(seed, whole);
        Assert.NotEmpty(whole.All);
        var random = new Random(5986);
        var (read, rejected) = (0, 0);
        for (var i = 0; i < Effort.Of("SEKIMORI_READINGS", 20_000); i++)
        {
            var facts = new HostFacts("h");
            try
            {
                ask(Mutation.Of(seed, random), facts);
                read++;
            }
            catch (MalformedException)
            {
                rejected++;
            }

            if (i % EvaluateEach == 0) Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch));
        }

        Assert.True(read > 100 && (!isEverRejected || rejected > 10), $"{read} read, {rejected} rejected");
    }

    // [MS-NLMP] 2.2.1.2 with the names of 2.2.2.1.
    private static byte[] NtlmChallenge() =>
    [
        .. "NTLMSSP\0"u8, 2, 0, 0, 0, 6, 0, 6, 0, 56, 0, 0, 0, .. BitConverter.GetBytes(0x02898201u), 1, 2, 3, 4, 5, 6, 7, 8,
        0, 0, 0, 0, 0, 0, 0, 0, 34, 0, 34, 0, 62, 0, 0, 0, 10, 0, 0x7c, 0x4f, 0, 0, 0, 15, .. "L\0A\0B\0"u8,
        2, 0, 6, 0, .. "L\0A\0B\0"u8, 1, 0, 4, 0, .. "D\0C\0"u8, 7, 0, 8, 0, 1, 2, 3, 4, 5, 6, 0xd9, 1, 0, 0, 0, 0,
    ];
}
