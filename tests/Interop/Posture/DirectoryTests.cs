using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sekimori.App.Tests.Kit;
using Sekimori.Interop.Rpc;
using Sekimori.Security.Credentials;
using Sekimori.Survey;
using Sekimori.Survey.Directory;
using Sekimori.Survey.Logon;

namespace Sekimori.Interop.Posture;

/// <summary>The computers of a Samba directory as targets: with a password and sealed messages, with tickets, and over TLS.</summary>
[Trait("Peer", "samba")]
public sealed class DirectoryTests(SecondSamba samba, SambaFixture fixture) : IClassFixture<SecondSamba>, IClassFixture<SambaFixture>
{
    private const int Many = 32;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_computers_than_a_page_has_are_read_and_disabled_ones_are_not()
    {
        await samba.StartAsync();
        await samba.AddAsync(Computers());
        var listing = await ReadAsync($"ldap://{SecondSamba.Address}", Logon(SecondSamba.Password));
        // The controller itself, whose name is set by its first start, may be among them.
        var found = listing.Computers.Where(one => one.Name.StartsWith("pc", StringComparison.Ordinal)).ToList();
        Assert.Equal(Many, found.Count);
        Assert.All(found, one => Assert.Equal("client", one.Role));
        Assert.Contains(listing.Computers, one => one is { Name: "sv.second.test", Role: "server" });
        Assert.DoesNotContain(listing.Computers, one => one.Name.StartsWith("off", StringComparison.Ordinal));
        Assert.Equal(1, listing.Foreign);
        var part = await ReadAsync($"ldap://{SecondSamba.Address}/CN=Users,DC=second,DC=test", Logon(SecondSamba.Password));
        Assert.Empty(part.Computers);
    }

    [Fact]
    public async Task The_command_takes_them_as_targets_and_knows_controllers()
    {
        await samba.StartAsync();
        await AddControllerAsync("ctl");
        using var folder = new TemporaryFolder();
        await using var command = Command.StartWith(SecondSamba.Password + "\n", "audit", "run", $"ldap://{SecondSamba.Address}", "--user",
            $@"{SecondSamba.Domain}\Administrator", "--password-stdin", "--queue", "--store", folder.File("runs.db"));
        Assert.True(await command.EndAsync() == 0, command.Error);
        Assert.Contains("computers", command.Error);
        await using var store = await Sekimori.Storage.Findings.SqliteFindings.OpenAsync(folder.File("runs.db"), Token);
        var job = Assert.Single(await store.ClaimAsync(new("w", "inside", 9, TimeSpan.FromMinutes(1)), Token));
        Assert.Contains("ctl.second.test", job.Targets);
        Assert.Contains("\"controllers\":[", Assert.Single(await store.RunsAsync(Token)).Questions);
        Assert.Contains("ctl.second.test", Assert.Single(await store.RunsAsync(Token)).Questions);
    }

    // SERVER_TRUST_ACCOUNT ([MS-SAMR] 2.2.1.12).
    private Task AddControllerAsync(string name) => samba.AddAsync($"""
        dn: CN={name},CN=Computers,DC=second,DC=test
        objectClass: computer
        sAMAccountName: {name}$
        dNSHostName: {name}.second.test
        userAccountControl: 8192

        """);

    [Fact]
    public async Task A_regular_audit_of_a_server_reads_them_with_the_account_of_its_settings()
    {
        await samba.StartAsync();
        await AddControllerAsync("daily");
        using var folder = new TemporaryFolder();
        var password = folder.Write("password", SecondSamba.Password + "\n");
        File.SetUnixFileMode(password, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var settings = folder.Write("settings.yaml", $$"""
            posture:
              targets: ["ldap://{{SecondSamba.Address}}/CN=daily,CN=Computers,DC=second,DC=test"]
              schedule: "*/2 * * * * *"
              doors-only: true
              directory: { user: {{SecondSamba.Domain}}\Administrator, password-file: {{password}} }
            """);
        await using (var server = await ServeCommand.StartAsync(folder, "--settings", settings))
        {
            await server.Command.WaitForAsync(command => command.Error.Contains("is over", StringComparison.Ordinal), "an audit");
            Assert.Contains("1 computers", server.Command.Error);
            Assert.DoesNotContain(SecondSamba.Password, server.Command.Error);
        }

        await using var store = await Sekimori.Storage.Findings.SqliteFindings.OpenAsync(folder.File("posture.db"), Token);
        var run = (await store.RunsAsync(Token))[^1];
        Assert.Contains("daily.second.test", run.Questions);
        Assert.Empty(run.Credential);
        await foreach (var host in store.ReadAsync(run.Id, Token)) Assert.Equal("daily.second.test", host.Host);
        // The host's log shows whose logon it was.
        Assert.Contains("\"workstation\": \"sekimori-audit\"", samba.Log);
    }

    [Fact]
    public async Task A_wrong_password_and_a_wrong_base_are_one_line()
    {
        await samba.StartAsync();
        var refused = await Assert.ThrowsAsync<DirectoryException>(() => ReadAsync($"ldap://{SecondSamba.Address}", Logon("wrong")));
        Assert.Contains("password is wrong", refused.Message);
        var nowhere = await Assert.ThrowsAsync<DirectoryException>(() =>
            ReadAsync($"ldap://{SecondSamba.Address}/OU=none,DC=second,DC=test", Logon(SecondSamba.Password)));
        Assert.Contains("no such base", nowhere.Message);
    }

    [Fact]
    public async Task Over_TLS_the_password_goes_only_to_a_certificate_that_is_trusted()
    {
        await samba.StartAsync("tls verify peer = no_check");
        var name = $"ldaps://{SecondSamba.Address}";
        var stranger = await Assert.ThrowsAsync<DirectoryException>(() => ReadAsync(name, Logon(SecondSamba.Password)));
        Assert.Contains("certificate", stranger.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Over_TLS_a_trusted_certificate_gets_the_password()
    {
        fixture.Need();
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(Sekimori.TestKit.Realm.SmbConf))!;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(Path.Combine(folder, "private", "tls", "ca.pem"));
        var logon = new LogonOptions("Administrator", new PasswordCredential("Administrator", "LAB", Sekimori.TestKit.Realm.Password));
        var listing = await ReadAsync("ldaps://dc1.lab.test", logon, authorities);
        Assert.Contains(listing.Computers, one => one is { Name: "dc1.lab.test", Role: "domain controller" });
    }

    [Fact]
    public async Task A_ticket_reads_the_realms_directory()
    {
        fixture.Need();
        var folder = System.IO.Directory.CreateTempSubdirectory("sekimori-ldap-");
        try
        {
            // The realm's own start does not register it, as a controller of Windows does.
            if (!Sekimori.TestKit.Realm.Run("samba-tool", "", "spn", "list", "dc1$", "-s", Sekimori.TestKit.Realm.SmbConf)
                .Contains("ldap/dc1.lab.test", StringComparison.OrdinalIgnoreCase))
                Sekimori.TestKit.Realm.Run("samba-tool", "", "spn", "add", "ldap/dc1.lab.test", "dc1$", "-s",
                    Sekimori.TestKit.Realm.SmbConf);
            var cache = Sekimori.TestKit.Realm.GetTicket(Path.Combine(folder.FullName, "cache"));
            var logon = new LogonOptions("tickets", new KerberosCredential { Cache = cache });
            var listing = await ReadAsync("ldap://dc1.lab.test", logon);
            Assert.Contains(listing.Computers, one => one is { Name: "dc1.lab.test", Role: "domain controller" });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static LogonOptions Logon(string password) =>
        new("Administrator", new PasswordCredential("Administrator", SecondSamba.Domain, password));

    private static Task<DirectoryListing> ReadAsync(string target, LogonOptions logon, X509Certificate2Collection? authorities = null) =>
        new DirectoryTargets(logon, new SurveyOptions { Authorities = authorities }) { PageSize = 10 }
            .ReadAsync(DirectoryTarget.Parse(target), Token);

    private static string Computers()
    {
        var text = new StringBuilder();
        void Add(string name, string host, string system, int control) => text.Append(CultureInfo.InvariantCulture, $"""
            dn: CN={name},CN=Computers,DC=second,DC=test
            objectClass: computer
            sAMAccountName: {name}$
            dNSHostName: {host}
            operatingSystem: {system}
            userAccountControl: {control}


            """);
        for (var i = 0; i < Many; i++) Add($"pc{i}", $"pc{i}.second.test", "Windows 11 Pro", 4096);
        Add("sv", "sv.second.test", "Windows Server 2022", 4096);
        Add("off", "off.second.test", "Windows 11 Pro", 4098);
        Add("far", "far.example", "Windows 11 Pro", 4096);
        return text.ToString();
    }
}
