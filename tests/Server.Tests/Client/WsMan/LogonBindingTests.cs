using Sekimori.Client.WsMan;
using Sekimori.Interop.WsMan;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.WsMan.Operations;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>NTLM over TLS, whose last message names the channel: its first one opens the connection.</summary>
public sealed class LogonBindingTests
{
    private static readonly WsManResource System = WsManResource.Parse("Win32_OperatingSystem");

    [Theory]
    [InlineData(WsManAuthentication.Ntlm, "Relaxed")]
    [InlineData(WsManAuthentication.Ntlm, "Strict")]
    [InlineData(WsManAuthentication.Negotiate, "Relaxed")]
    [InlineData(WsManAuthentication.Negotiate, "Strict")]
    public async Task A_logon_that_somebody_passes_on_is_bound_to_another_certificate(WsManAuthentication scheme, string mode)
    {
        await using var server = await WsManTestServer.StartAsync(new WsManSettings { CbtHardeningLevel = mode });
        await using var between = new TlsMiddleman(server.Https);
        using var client = Client(between.Address, scheme);
        var failure = await Assert.ThrowsAsync<WsManClientException>(() => client.GetElementAsync(System));
        Assert.Equal(WsManFailure.LogonRefused, failure.Failure);
        Assert.Contains(server.Log.Lines, line => line.Contains(nameof(RefusalReason.WrongChannel), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(WsManAuthentication.Ntlm)]
    [InlineData(WsManAuthentication.Negotiate)]
    public async Task The_first_request_over_TLS_is_the_first_message_and_not_a_question(WsManAuthentication scheme)
    {
        // Nobody compares the channel: what is sent can be read in between.
        await using var server = await WsManTestServer.StartAsync(new WsManSettings { CbtHardeningLevel = "None" });
        await using var between = new TlsMiddleman(server.Https);
        using (var client = Client(between.Address, scheme))
        {
            Assert.NotEmpty((await client.GetElementAsync(System)).Elements());
        }

        var heads = string.Concat(between.Sent).Split("POST /").Skip(1).ToList();
        Assert.Equal(3, heads.Count);
        Assert.All(heads.Take(2), head => Assert.Contains("Authorization: Negotiate ", head, StringComparison.Ordinal));
        Assert.Contains("Envelope", heads[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WsManAuthentication.Ntlm)]
    [InlineData(WsManAuthentication.Negotiate)]
    public async Task A_server_that_demands_a_binding_takes_it(WsManAuthentication scheme)
    {
        await using var server = await WsManTestServer.StartAsync(new WsManSettings { CbtHardeningLevel = "Strict" });
        using var client = Client(server.Https, scheme);
        Assert.NotEmpty((await client.GetElementAsync(System)).Elements());
    }

    private static WsManClient Client(Uri address, WsManAuthentication scheme) => new(address, new WsManClientOptions
    {
        Trust = ServerFixture.Anyone, Authentication = scheme,
    }.With(Credential.FromPassword("operator", WsManTestServer.Password)));
}
