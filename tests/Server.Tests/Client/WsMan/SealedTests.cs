using System.Text;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.Interop.WsMan;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>NTLM and SPNEGO over plain HTTP, with every message encrypted.</summary>
[Collection(OneShellHost.Name)]
public sealed class SealedTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(WsManAuthentication.Automatic, EnvelopeCharset.Utf8)]
    [InlineData(WsManAuthentication.Ntlm, EnvelopeCharset.Utf8)]
    [InlineData(WsManAuthentication.Negotiate, EnvelopeCharset.Utf16LittleEndian)]
    public async Task Messages_are_encrypted_and_faults_too(WsManAuthentication scheme, EnvelopeCharset charset)
    {
        await using var server = await SealedServer.StartAsync(fixture.Server);
        using var client = Client(server, WsManTestServer.Password, options => options with { Authentication = scheme, Charset = charset });
        var system = await client.GetElementAsync(WsManResource.Parse("Win32_OperatingSystem"));
        Assert.NotEmpty(system.Elements());
        var fault = await Assert.ThrowsAsync<WsManFaultReply>(() =>
            client.GetElementAsync(WsManResource.Parse("Win32_Process", new Selector("Handle", "99999999"))));
        Assert.NotEqual("", fault.Subcode);
        await using var shell = await client.OpenShellAsync();
        await using var command = await shell.StartAsync(new RemoteCommandOptions("cat"));
        await command.SendAsync(Encoding.UTF8.GetBytes("secret"), end: true);
        using var output = new MemoryStream();
        Assert.Equal(0, await command.CopyToAsync(output, Stream.Null));
        Assert.Equal("secret", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(0, server.PlainBodies);
    }

    [Fact]
    public async Task A_logon_that_the_server_has_forgotten_is_made_anew()
    {
        await using var server = await SealedServer.StartAsync(fixture.Server);
        using var client = Client(server, WsManTestServer.Password);
        var resource = WsManResource.Parse("Win32_OperatingSystem");
        _ = await client.GetElementAsync(resource);
        server.Forget();
        Assert.NotEmpty((await client.GetElementAsync(resource)).Elements());
    }

    [Fact]
    public async Task A_wrong_password_is_a_refused_logon()
    {
        await using var server = await SealedServer.StartAsync(fixture.Server);
        using var client = Client(server, "wrong");
        var failure = await Assert.ThrowsAsync<WsManClientException>(() =>
            client.GetElementAsync(WsManResource.Parse("Win32_OperatingSystem")));
        Assert.Equal(WsManFailure.LogonRefused, failure.Failure);
    }

    private static WsManClient Client(SealedServer server, string password, Func<WsManClientOptions, WsManClientOptions>? change = null)
    {
        var options = new WsManClientOptions
        {
            UserName = "operator", Password = password, Initiator = new SecurityInitiator(PasswordCredential.Parse("operator", password))
        };
        return new WsManClient(server.Address, change is null ? options : change(options));
    }
}
