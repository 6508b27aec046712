using System.Formats.Asn1;
using System.Net.Sockets;
using System.Text;
using Sekimori.Security.Credentials;
using Sekimori.Survey.Directory;
using Sekimori.TestKit;
using Sekimori.Wire;

namespace Sekimori.Posture.Tests.Survey.Directory;

/// <summary>Directories that lie: what they say is bounded, and nobody connects to what they name before it was checked.</summary>
public sealed class LyingDirectoryTests
{
    private const string Base = "DC=lab,DC=test";

    [Fact]
    public async Task Names_that_are_no_host_names_disabled_ones_and_strangers_are_left_out()
    {
        var listing = await ReadAsync((id, _) =>
        [
            LdapMessages.Computer(id, "srv1.lab.test"), LdapMessages.Computer(id, "SRV1.lab.test"),
            LdapMessages.Computer(id, "dc1.lab.test", control: 0x82000), LdapMessages.Computer(id, "pc1.lab.test", "Windows 11 Pro"),
            LdapMessages.Computer(id, "off.lab.test", control: 4098), LdapMessages.Computer(id, "bank.example"),
            LdapMessages.Computer(id, "evillab.test"), LdapMessages.Computer(id, "127.0.0.1"), LdapMessages.Computer(id, ""),
            LdapMessages.Computer(id, "a b.lab.test"), LdapMessages.Computer(id, "-x.$(reboot).lab.test"),
            LdapMessages.Computer(id, new string('a', 300) + ".lab.test"), LdapMessages.Entry(id, ("cn", "x")),
            LdapMessages.Reference(id), LdapMessages.Done(id),
        ]);
        Assert.Equal(["dc1.lab.test domain controller", "pc1.lab.test client", "srv1.lab.test server"],
            listing.Computers.Select(one => $"{one.Name} {one.Role}"));
        Assert.Equal((1, 6, 2, 1), (listing.Disabled, listing.Unnamed, listing.Foreign, listing.Referrals));
        Assert.Contains("2 with a name outside the domain (skipped)", listing.ToString());
    }

    [Fact]
    public async Task Pages_follow_each_other_by_their_cookies()
    {
        var listing = await ReadAsync((id, at) => at < 3
            ? [LdapMessages.Computer(id, $"h{at}.lab.test"), LdapMessages.Done(id, $"page {at}")]
            : [LdapMessages.Computer(id, "last.lab.test"), LdapMessages.Done(id)]);
        Assert.Equal(4, listing.Computers.Count);
    }

    [Fact]
    public async Task Endless_pages_without_a_new_computer_are_left() => Assert.Contains("pages without a new computer",
        (await Assert.ThrowsAsync<DirectoryException>(() => ReadAsync((id, _) =>
            [LdapMessages.Computer(id, "same.lab.test"), LdapMessages.Done(id, "again")]))).Message);

    [Fact]
    public async Task Endless_computers_are_left_at_the_limit() => Assert.Contains("more than 50 computers",
        (await Assert.ThrowsAsync<DirectoryException>(() => ReadAsync((id, at) =>
            [.. Enumerable.Range(0, 20).Select(i => LdapMessages.Computer(id, $"h{at}-{i}.lab.test")),
                LdapMessages.Done(id, "more")], most: 50))).Message);

    [Fact]
    public async Task A_page_with_more_than_was_asked_for_is_left() => Assert.Contains("more than the 1000 entries",
        (await Assert.ThrowsAsync<DirectoryException>(() => ReadAsync((id, _) =>
            [.. Enumerable.Range(0, 1200).Select(i => LdapMessages.Computer(id, $"h{i}.lab.test"))]))).Message);

    [Theory]
    [InlineData(10, "in another directory"), InlineData(32, "no such base"), InlineData(49, "password is wrong")]
    [InlineData(99, "result 99")]
    public async Task A_refusal_is_one_line(int result, string expected)
    {
        var failure = await Assert.ThrowsAsync<DirectoryException>(() => ReadAsync((id, _) =>
            [LdapMessages.Done(id, result: result, text: "x\r\n\u001b[31m" + new string('y', 5000))]));
        Assert.Contains(expected, failure.Message);
        Assert.DoesNotContain(failure.Message, char.IsControl);
        Assert.InRange(failure.Message.Length, 1, 400);
    }

    [Fact]
    public async Task An_answer_to_another_request_is_none() => Assert.Contains("instead of",
        (await Assert.ThrowsAsync<DirectoryException>(() => ReadAsync((id, _) => [LdapMessages.Done(id + 1)]))).Message);

    [Fact]
    public async Task A_message_that_claims_a_gigabyte_is_not_waited_for() =>
        await Assert.ThrowsAsync<MalformedException>(() => ReadAsync((_, _) => [[0x30, 0x84, 0x40, 0, 0, 0]]));

    [Fact]
    public async Task A_directory_that_says_nothing_costs_the_limit_and_no_more() => Assert.Contains("did not answer",
        (await Assert.ThrowsAsync<DirectoryException>(() => ReadAsync((_, _) => []))).Message);

    [Fact]
    public void Any_bytes_end_in_a_reply_or_a_named_fact()
    {
        var random = new Random(4511);
        byte[][] seeds =
        [
            LdapMessages.Computer(3, "a.lab.test"), LdapMessages.Done(4, "cookie", 10, "text"), LdapMessages.Reference(5),
            LdapMessages.Bound(6),
        ];
        for (var i = 0; i < Effort.Of("SEKIMORI_READINGS", 3000); i++)
        {
            try
            {
                LdapReply.Read(Mutation.Of(seeds[i % seeds.Length], random));
            }
            catch (MalformedException)
            {
            }
        }
    }

    // A directory that asks for nothing gets no password, and one that ends the logon at once is not believed.
    [Fact]
    public async Task A_directory_without_TLS_never_sees_the_password()
    {
        var seen = new List<byte>();
        await using var server = new ScriptedServer(request =>
        {
            lock (seen) seen.AddRange(request);
            return IsWhole(request, out var id) ? LdapMessages.Bound(id) : null;
        });
        var failure = await Assert.ThrowsAsync<DirectoryException>(() => new DirectoryTargets(
            new("kei", new PasswordCredential("kei", "LAB", "Geheim-1234")), new()).ReadAsync(
            DirectoryTarget.Parse($"ldap://127.0.0.1:{server.Port}"), TestContext.Current.CancellationToken));
        Assert.Contains("too early", failure.Message);
        var text = Encoding.Latin1.GetString([.. seen]);
        Assert.Contains("GSS-SPNEGO", text);
        Assert.Contains("NTLMSSP", text);
        Assert.DoesNotContain("Geheim-1234", text);
        Assert.DoesNotContain("Geheim-1234", text.Replace("\0", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ldap://dc1.lab.test", "dc1.lab.test", 389, false, ""), InlineData("ldaps://dc1.lab.test", "dc1.lab.test", 636, true, "")]
    [InlineData("LDAP://dc1:3268/OU=a%20b,DC=lab,DC=test", "dc1", 3268, false, "OU=a b,DC=lab,DC=test")]
    public void A_target_is_read(string text, string host, int port, bool isTls, string where)
    {
        Assert.True(DirectoryTarget.IsIt(text));
        Assert.Equal(new(host, port, isTls, where), DirectoryTarget.Parse(text));
    }

    [Theory]
    [InlineData("ldap://"), InlineData("ldap:///DC=x"), InlineData("ldap://user:secret@dc1"), InlineData("ldap://dc1/DC=x?name?sub")]
    public void What_is_no_target_is_said(string text) => Assert.Throws<DirectoryException>(() => DirectoryTarget.Parse(text));

    [Theory]
    [InlineData("DC=lab,DC=test", "lab.test"), InlineData("OU=x,dc=Lab, DC=test", "Lab.test"), InlineData("O=company", "")]
    public void The_domain_is_that_of_the_base(string name, string domain) => Assert.Equal(domain, ComputerReader.DomainOf(name));

    // The script has the messages for the number of a request and how many came before it.
    private static async Task<DirectoryListing> ReadAsync(Func<int, int, byte[][]> script, int most = 1000)
    {
        var at = 0;
        await using var server = new ScriptedServer(request =>
        {
            if (!IsWhole(request, out var id)) return null;
            var answer = script(id, at++).SelectMany(one => one).ToArray();
            return answer.Length > 0 ? answer : null;
        });
        using var socket = new TcpClient("127.0.0.1", server.Port);
        await using var connection = new LdapConnection(socket.GetStream(), TimeSpan.FromSeconds(2));
        return await new ComputerReader(connection, most).ReadAsync(Base, TestContext.Current.CancellationToken);
    }

    private static bool IsWhole(byte[] request, out int id)
    {
        id = 0;
        try
        {
            return new AsnReader(request, AsnEncodingRules.BER).ReadSequence().TryReadInt32(out id);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
