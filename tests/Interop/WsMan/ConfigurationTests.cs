using System.Net;
using System.Net.Sockets;
using System.Text;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.Security.Certificates;
using Sekimori.Server.WsMan;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Operations;

namespace Sekimori.Interop.WsMan;

/// <summary>What is changed through winrm/config holds at once, for real shells, connections and certificates.</summary>
public sealed class ConfigurationTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private WsManTestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        var trust = new CertificateTrust
        {
            Authorities = [_authority.Certificate], Revocation = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck
        };
        _server = await WsManTestServer.StartAsync(
            new WsManSettings { Certificate = true }, logon: new WsManTestLogon { ClientCertificates = trust });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_shell_that_holds_more_than_MaxMemoryPerShellMB_is_ended_and_says_so()
    {
        using var admin = Client("admin");
        using var client = Client("operator");
        await using var shell = await client.OpenShellAsync();
        await using var other = await client.OpenShellAsync();
        // Lowered after the shell was opened: it counts for it too.
        await SetAsync(admin, "MaxMemoryPerShellMB", "100");
        var mark = $"{300_000_000 + Random.Shared.Next(1_000_000)}";
        var command = await shell.StartAsync(
            new RemoteCommandOptions($"(head -c {mark} /dev/zero; sleep 60) | tail -c {mark} > /dev/null"));
        var told = await Assert.ThrowsAsync<WsManFaultReply>(() => ReadAsync(command));
        Assert.Equal(("QuotaLimit", 2150858815u), (told.Subcode, told.Number));
        Assert.Contains("MaxMemoryPerShellMB", told.Message, StringComparison.Ordinal);
        var again = await Assert.ThrowsAsync<WsManFaultReply>(() => shell.StartAsync(new RemoteCommandOptions("true")));
        Assert.Equal("QuotaLimit", again.Subcode);
        for (var i = 0; i < 100 && Processes(mark) > 0; i++) await Task.Delay(100);
        Assert.Equal(0, Processes(mark));
        // The shell beside it continues.
        Assert.Equal("here\n", await ReadAsync(await other.StartAsync(new RemoteCommandOptions("echo here"))));
    }

    [Fact]
    public async Task MaxProcessesPerShell_counts_what_commands_have_started()
    {
        using var admin = Client("admin");
        using var client = Client("operator");
        await SetAsync(admin, "MaxProcessesPerShell", "6");
        await using var shell = await client.OpenShellAsync();
        await using var first = await shell.StartAsync(
            new RemoteCommandOptions("for i in 1 2 3 4 5 6; do sleep 60 & done; echo started; wait"));
        await foreach (var _ in first.ReadAsync()) break;
        var refused = await Assert.ThrowsAsync<WsManFaultReply>(() => shell.StartAsync(new RemoteCommandOptions("true")));
        Assert.Equal(("QuotaLimit", 2150859241u), (refused.Subcode, refused.Number));
        await SetAsync(admin, "MaxProcessesPerShell", "20");
        Assert.Equal("now\n", await ReadAsync(await shell.StartAsync(new RemoteCommandOptions("echo now"))));
    }

    [Fact]
    public async Task MaxConnections_is_obeyed_as_it_is_changed()
    {
        _server.Settings.Change(settings => settings with { MaxConnections = 2 });
        using var first = await ConnectAsync();
        using var second = await ConnectAsync();
        // The third gets in, and the oldest that has said nothing is closed for it.
        using var third = await ConnectAsync();
        Assert.True(await EndsAsync(first));
        Assert.False(await EndsAsync(second));
        Assert.False(await EndsAsync(third));
        _server.Settings.Change(settings => settings with { MaxConnections = 3 });
        using var fourth = await ConnectAsync();
        bool[] ended = [await EndsAsync(second), await EndsAsync(third), await EndsAsync(fourth)];
        Assert.Equal([false, false, false], ended);
    }

    [Fact]
    public async Task A_certificate_that_is_mapped_through_winrm_config_logs_on_until_its_mapping_is_disabled_or_deleted()
    {
        using var admin = Client("admin");
        var mapping = WsManResource.Parse(
            "winrm/config/service/certmapping", new Selector("Issuer", _authority.ShortThumbprint), new Selector("Subject", "*.lab.test"),
            new Selector("URI", "*"));
        using var certificate = _authority.Give("CN=host1.lab.test");
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(certificate));
        await admin.CreateAsync(mapping, [new("UserName", "operator")]);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(certificate));
        using (var foreign = _authority.Give("CN=host1.elsewhere.test")) Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(foreign));
        var read = await admin.GetElementAsync(mapping);
        read.Elements().Single(e => e.Name.LocalName == "Enabled").Value = "false";
        await admin.PutAsync(mapping, read);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(certificate));
        read.Elements().Single(e => e.Name.LocalName == "Enabled").Value = "true";
        await admin.PutAsync(mapping, read);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(certificate));
        await admin.DeleteAsync(mapping);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(certificate));
    }

    [Fact]
    public async Task A_body_in_another_character_set_is_refused_by_name()
    {
        using var client = new RawClient(_server.Https);
        using var answer = await client.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify), "application/soap+xml;charset=ISO-8859-1",
            "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("operator:" + WsManTestServer.Password)));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("faultDetail/CharacterSet", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private WsManClient Client(string user) =>
        new(_server.Https, new WsManClientOptions
        {
            UserName = user, Password = WsManTestServer.Password, Trust = new WsManTrust { Anyone = true }
        });

    private static async Task SetAsync(WsManClient client, string name, string value)
    {
        var config = await client.GetElementAsync(WsManResource.Config);
        config.Descendants().Single(e => e.Name.LocalName == name).Value = value;
        await client.PutAsync(WsManResource.Config, config);
    }

    private static async Task<string> ReadAsync(RemoteCommand command)
    {
        using var output = new MemoryStream();
        await foreach (var run in command.ReadAsync()) output.Write(run.Bytes.Span);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static int Processes(string mark) => Directory.EnumerateDirectories("/proc").Count(process =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")) is var line && line.StartsWith("tail", StringComparison.Ordinal)
                && line.Contains(mark, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _server.Http.Port);
        await Task.Delay(200);
        return socket;
    }

    private static async Task<bool> EndsAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(2)) == 0;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private async Task<HttpStatusCode> AskAsync(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        using var client = new RawClient(_server.Https, certificate);
        using var answer = await client.SendAsync(
            Encoding.UTF8.GetBytes(RawClient.Identify), authorization: ClientCertificateLogon.Profile);
        return answer.StatusCode;
    }
}
