using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Client.Wmi;
using Sekimori.Guard;
using Sekimori.Security;

namespace Sekimori.Interop.Wmi;

/// <summary>Our client of WMI against our server: every scheme, level and address family gives what the object manager has.</summary>
[Trait("Peer", "ourselves")]
public sealed class WmiMatrixTests(WmiMatrixFixture fixture) : IClassFixture<WmiMatrixFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [ClassData(typeof(Matrix))]
    public async Task The_rows_are_those_of_the_object_manager(string scheme, ProtectionLevel level, string address)
    {
        var isKerberos = scheme.Contains("Kerberos", StringComparison.Ordinal);
        var wanted = scheme.StartsWith("SPNEGO", StringComparison.Ordinal) ? SecurityScheme.Spnego
            : isKerberos ? SecurityScheme.Kerberos : SecurityScheme.Ntlm;
        var caller = new CimCaller(new Caller("alice", Role.Operator, "NTLM", level), null);
        var expected = await (await fixture.Manager.QueryAsync("root/test", "SELECT * FROM Test_Row", caller, Token)).Instances
            .Select(Text).ToListAsync(Token);
        Assert.Equal(2, expected.Count);

        await using (var wmi = await WmiClient.ConnectAsync(address, fixture.Credential(isKerberos), new()
        {
            Port = fixture.Port, Scheme = wanted, Level = level, Target = "host/dc1.lab.test", Namespace = "root/test",
        }, Token))
        {
            Assert.Equal((wanted, level), (wmi.ActiveScheme, wmi.Level));
            Assert.Equal(expected, await wmi.QueryAsync("SELECT * FROM Test_Row", Token).Select(Text).ToListAsync(Token));
        }

        // Nobody waits for the answer to a release.
        for (var i = 0; i < 100 && fixture.ObjectCount > 0; i++) await Task.Delay(50, Token);
        Assert.Equal(0, fixture.ObjectCount);
    }

    private static string Text(CimInstance instance) =>
        string.Join(';', instance.Class.Properties.Select(p => instance[p.Index].IsNull ? $"{p.Name} is null"
            : $"{p.Name}={instance[p.Index].Type} {instance[p.Index]}"));

    /// <summary>16 combinations.</summary>
    public sealed class Matrix : TheoryData<string, ProtectionLevel, string>
    {
        public Matrix()
        {
            foreach (var scheme in (string[])["NTLM", "SPNEGO-NTLM", "SPNEGO-Kerberos", "Kerberos"])
                foreach (var level in (ProtectionLevel[])[ProtectionLevel.Integrity, ProtectionLevel.Privacy])
                    foreach (var address in (string[])["127.0.0.1", "::1"]) Add(scheme, level, address);
        }
    }
}
