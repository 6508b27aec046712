using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Samples.RpcEcho;
using Sekimori.Security;

namespace Sekimori.Interop.Rpc;

/// <summary>
/// Our client against our server, over sockets: every scheme, level, transfer syntax, size of fragment and address family with every other.
/// </summary>
[Trait("Peer", "ourselves")]
public sealed class MatrixTests(MatrixFixture fixture) : IClassFixture<MatrixFixture>
{
    private static readonly byte[] s_data = Data();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [ClassData(typeof(Matrix))]
    public async Task Calls_of_every_shape_are_answered(
        string scheme, ProtectionLevel level, NdrSyntax syntax, int fragment, string address)
    {
        var options = new RpcClientOptions
        {
            Limits = RpcClientLimits.Default with { MaxFragment = fragment },
            TransferSyntaxes = [syntax == NdrSyntax.Ndr64 ? SyntaxId.Ndr64 : SyntaxId.Ndr20],
            Security = scheme == "None" ? null : fixture.Initiator(scheme.Contains("Kerberos", StringComparison.Ordinal)),
            Scheme = scheme == "None" ? null : scheme.StartsWith("SPNEGO", StringComparison.Ordinal) ? SecurityScheme.Spnego
                : Enum.Parse<SecurityScheme>(scheme, ignoreCase: true),
            Level = level, Target = "host/dc1.lab.test",
        };
        await using var client = await RpcClient.ConnectAsync(new RpcBinding(address, fixture.Host.Port), options, Token);
        var channel = await client.BindAsync(IRpcEcho.Info.Id, Token);
        Assert.Equal(syntax, channel.Syntax);
        var echo = new RpcEchoClient(channel);

        Assert.Equal(8u, await echo.AddOneAsync(7, Token));
        foreach (var size in new[] { 0, 1, fragment - 60, fragment, s_data.Length })
            Assert.True((await echo.EchoDataAsync((uint)size, s_data.AsMemory(0, size), Token)).Span.SequenceEqual(s_data.AsSpan(0, size)));
        Assert.Equal(new EchoInfo.Seven(new(80, new(90))), (await echo.TestCall2Async(7, Token)).Info);
        var surrounding = await echo.TestSurroundingAsync(new(2, [3, 4]), Token);
        Assert.Equal((4u, 4), (surrounding.X, surrounding.Surrounding.Length));

        var caller = fixture.Host.Last!;
        Assert.Equal((scheme.Split('-')[^1], level), (caller.Scheme, caller.Level));
        // No principal of the realm is mapped to an account here.
        Assert.Equal(scheme == "None" ? (true, Role.None) : scheme.EndsWith("NTLM", StringComparison.Ordinal) ? (false, Role.Operator)
            : (false, Role.None), (caller.IsAnonymous, caller.Role));
    }

    // Four fragments of 65,535 and fifty of 2,048: nothing that repeats.
    private static byte[] Data()
    {
        var data = new byte[200_003];
        new Random(4).NextBytes(data);
        return data;
    }

    /// <summary>Every combination: 17 of scheme and level, by 2, 6 and 2.</summary>
    public sealed class Matrix : TheoryData<string, ProtectionLevel, NdrSyntax, int, string>
    {
        public Matrix()
        {
            foreach (var scheme in (string[])["None", "NTLM", "SPNEGO-NTLM", "SPNEGO-Kerberos", "Kerberos"])
                foreach (var level in scheme == "None"
                    ? [ProtectionLevel.None]
                    : (ProtectionLevel[])[ProtectionLevel.Connect, ProtectionLevel.Packet, ProtectionLevel.Integrity,
                    ProtectionLevel.Privacy])
                    foreach (var syntax in (NdrSyntax[])[NdrSyntax.Ndr20, NdrSyntax.Ndr64])
                        foreach (var fragment in (int[])[2048, 2049, 3199, 5840, 16_383, 65_535])
                            foreach (var address in (string[])["127.0.0.1", "::1"])
                                Add(scheme, level, syntax, fragment, address);
        }
    }
}
