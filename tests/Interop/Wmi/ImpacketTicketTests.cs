using Sekimori.Client.Wmi;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.Interop.Wmi;

/// <summary>WMI with tickets of a realm: impacket's <c>-k</c>, and our own client by either name of the service.</summary>
public sealed class ImpacketTicketTests(TicketFixture fixture) : IClassFixture<TicketFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Peer", "impacket")]
    public async Task Wmiquery_with_a_ticket_prints_the_columns_of_every_process()
    {
        fixture.Need();
        var file = fixture.Write("columns", "SELECT Name,ProcessId FROM Win32_Process\n");
        var output = await fixture.ImpacketAsync("wmiquery.py", fixture.Environment, $"LAB.TEST/Administrator@{TicketFixture.Name}",
            "-k", "-no-pass", "-dc-ip", "127.0.0.1", "-file", file, "-rpc-auth-level", "privacy");
        Assert.Contains("| Name | ProcessId |", output);
        Assert.Contains($"| {Environment.ProcessId} |", output);
    }

    /// <summary>[MS-DCOM]: Windows' clients activate with RPCSS/HOST and call objects with host/HOST; one keytab has both.</summary>
    [Theory]
    [InlineData("host")]
    [InlineData("RPCSS")]
    public async Task Either_name_of_the_service_is_served(string service)
    {
        fixture.Need();
        var credential = new KerberosCredential { Cache = fixture.Ticket($"{service}/{TicketFixture.Name}") };
        await using var wmi = await WmiClient.ConnectAsync(fixture.Address, credential, new()
        {
            Scheme = SecurityScheme.Kerberos, Level = ProtectionLevel.Privacy, Target = $"{service}/{TicketFixture.Name}",
        }, Token);
        var self = await wmi.GetAsync($"Win32_Process.Handle=\"{Environment.ProcessId}\"", Token);
        Assert.Equal($"{Environment.ProcessId}", self["Handle"].AsString);
    }
}
