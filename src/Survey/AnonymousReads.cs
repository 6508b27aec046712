using System.Buffers.Binary;
using System.Globalization;
using Sekimori.Client.Rpc;
using Sekimori.Posture.Facts;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;
using Sekimori.Wire;

namespace Sekimori.Survey;

/// <summary>
/// Real reads without a logon (R07, R08): names of domains and accounts, and where the domain's controllers are. They change nothing, and
/// their answers are not kept: the fact is that there was one.
/// </summary>
internal sealed class AnonymousReads(RpcBinding binding, string name, RpcClientOptions options, HostFacts facts)
{
    /// <summary>samr.</summary>
    public static readonly Guid Samr = new("12345778-1234-abcd-ef00-0123456789ac");

    /// <summary>lsarpc.</summary>
    public static readonly Guid Lsarpc = new("12345778-1234-abcd-ef00-0123456789ab");

    /// <summary>netlogon.</summary>
    public static readonly Guid Netlogon = new("12345678-1234-abcd-ef00-01234567cffb");

    private const int HandleSize = 20;

    // The stubs are written in one syntax.
    private RpcClientOptions Ndr20 { get; } = options with { TransferSyntaxes = [SyntaxId.Ndr20] };

    /// <summary>Asks those interfaces that a port serves.</summary>
    public async Task AskAsync(IReadOnlySet<Guid> interfaces, CancellationToken cancellationToken)
    {
        if (interfaces.Contains(Samr)) await TryAsync("samr/domains", new(Samr, 1, 0), DomainsAsync, cancellationToken)
            .ConfigureAwait(false);
        if (interfaces.Contains(Lsarpc)) await TryAsync("lsarpc/names", new(Lsarpc, 0, 0), NamesAsync, cancellationToken)
            .ConfigureAwait(false);
        if (!interfaces.Contains(Netlogon)) return;
        // [MS-NRPC] 3.5.4.3.6, 3.5.4.3.1: all arguments may be null, and are.
        await TryAsync("netlogon/site", new(Netlogon, 1, 0), (channel, token) => NullsAsync(channel, 28, 4, token), cancellationToken)
            .ConfigureAwait(false);
        await TryAsync("netlogon/controller", new(Netlogon, 1, 0), (channel, token) => NullsAsync(channel, 34, 28, token),
            cancellationToken).ConfigureAwait(false);
    }

    // SamrConnect5 and SamrEnumerateDomainsInSamServer ([MS-SAMR] 3.1.5.1.1, 3.1.5.2.1).
    internal static async Task<string> DomainsAsync(IRpcChannel channel, CancellationToken cancellationToken)
    {
        const ushort connect = 64, enumerate = 6;
        // No server name; to look up and enumerate; revision 1, its union, revision 3 of the client, no features.
        var opened = await CallAsync(channel, connect, Words(0, 0x30, 1, 1, 3, 0), cancellationToken).ConfigureAwait(false);
        if (Status(opened) is not 0 and var denied) return Denied(denied);
        var answer = await CallAsync(channel, enumerate, [.. Handle(opened), .. Words(0, 0xffff)], cancellationToken).ConfigureAwait(false);
        return Status(answer) is not 0 and var refused ? Denied(refused)
            : string.Create(CultureInfo.InvariantCulture, $"answered: {Word(answer, 8)} domains");
    }

    // LsarOpenPolicy2 and LsarLookupSids ([MS-LSAD] 3.1.4.4.1, [MS-LSAT] 3.1.4.11) of the group of administrators.
    internal static async Task<string> NamesAsync(IRpcChannel channel, CancellationToken cancellationToken)
    {
        const ushort open = 44, lookup = 15;
        // No system name; empty attributes, whose length is 24; to look up names.
        var opened = await CallAsync(channel, open, Words(0, 24, 0, 0, 0, 0, 0, 0x800), cancellationToken).ConfigureAwait(false);
        if (Status(opened) is not 0 and var denied) return Denied(denied);
        // One SID, S-1-5-32-544; no translated names yet; level 1, whose enumeration has two bytes; nothing mapped yet.
        byte[] question = [.. Handle(opened), .. Words(1, 0x20000, 1, 0x20004, 2), 1, 2, 0, 0, 0, 0, 0, 5, .. Words(32, 544, 0, 0, 1, 0)];
        var answer = await CallAsync(channel, lookup, question, cancellationToken).ConfigureAwait(false);
        return Status(answer) is not 0 and var refused ? Denied(refused)
            : string.Create(CultureInfo.InvariantCulture, $"answered: {Word(answer, 8)} names");
    }

    internal static async Task<string> NullsAsync(IRpcChannel channel, ushort opnum, int size, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(channel, opnum, new byte[size], cancellationToken).ConfigureAwait(false);
        return Status(answer) is not 0 and var refused ? Denied(refused) : "answered";
    }

    private static async Task<byte[]> CallAsync(IRpcChannel channel, ushort opnum, byte[] stub, CancellationToken cancellationToken)
    {
        var reply = await channel.CallAsync(opnum, stub, null, cancellationToken).ConfigureAwait(false);
        var bytes = reply.Stub.ToArray();
        return bytes.Length >= 8 ? bytes : throw new MalformedException(Malformed.Truncated, $"an answer of {bytes.Length} bytes");
    }

    // The handle stands before the status.
    private static byte[] Handle(byte[] opened) => opened.Length >= HandleSize + 4 ? opened[^(HandleSize + 4)..^4]
        : throw new MalformedException(Malformed.Truncated, $"a handle in an answer of {opened.Length} bytes");

    private static byte[] Words(params ReadOnlySpan<uint> words)
    {
        var bytes = new byte[words.Length * 4];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        return bytes;
    }

    // Status and count stand at the end of every answer.
    private static uint Status(byte[] answer) => Word(answer, 4);

    private static uint Word(byte[] answer, int fromEnd) => BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(answer.Length - fromEnd));

    private static string Denied(uint status) => string.Create(CultureInfo.InvariantCulture, $"denied (0x{status:x8})");

    private async Task TryAsync(string what, SyntaxId syntax, Func<RpcChannel, CancellationToken, Task<string>> ask,
        CancellationToken cancellationToken)
    {
        var subject = $"{name}/{what}";
        try
        {
            var (client, channel) = await RpcClient.ConnectAsync(binding, syntax, Ndr20, cancellationToken).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
                facts.Add(FactId.RpcRead, subject, await ask(channel, cancellationToken).ConfigureAwait(false));
        }
        catch (RpcFaultException fault)
        {
            facts.Add(FactId.RpcRead, subject, Denied(fault.Status));
        }
        catch (RpcBindException)
        {
            // The port named the interface and does not serve it to this caller.
            facts.Add(FactId.RpcRead, subject, "denied (bind)");
        }
        catch (Exception failure) when (RpcTrouble.IsExpected(failure))
        {
            facts.Add(FactId.Trouble, subject, failure.Message);
        }
    }
}
