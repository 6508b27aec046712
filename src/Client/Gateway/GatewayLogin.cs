using System.Text;
using Sekimori.Client.WsMan;

namespace Sekimori.Client.Gateway;

/// <summary>
/// A logon at a gate that opens RPC to one target for this machine's address, as long as its connection lasts, or for a stated time.
/// </summary>
internal sealed class GatewayLogin : IAsyncDisposable
{
    /// <summary>The header that asks for it: "connection", or the seconds of a stated time.</summary>
    internal const string Header = "Sekimori-Follow";

    /// <summary>The longest stated time.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    // The gate ends a logon that is silent for 30 s.
    private static readonly TimeSpan SignEvery = TimeSpan.FromSeconds(10);

    // A reason is a line.
    private const int LongestLine = 1024;

    private readonly Stream _stream;

    private GatewayLogin(Stream stream, string outer) => (_stream, Outer) = (stream, outer);

    /// <summary>Where the target is reached: address and port.</summary>
    public string Outer { get; }

    /// <summary>Logs on.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="target">The target's name there.</param>
    /// <param name="mapperPort">The port of its endpoint mapper.</param>
    /// <param name="lasts">How long; null: as long as the connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="WsManClientException">The gate refuses; the message says why.</exception>
    public static async Task<GatewayLogin> OpenAsync(
        GatewayClient gate, string target, int mapperPort, TimeSpan? lasts, CancellationToken cancellationToken)
    {
        var value = lasts is { } time ? ((int)time.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture) : "connection";
        var stream = await gate.OpenAsync(target, mapperPort, cancellationToken, $"{Header}: {value}\r\n").ConfigureAwait(false);
        try
        {
            if (await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false) is not { } line
                || line.Split(' ') is not ["rpc", var address, var port])
                throw new WsManClientException(WsManFailure.Malformed, $"{gate.Name} does not say where {target} is");
            return new(stream, $"{address} port {port}");
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Holds it.</summary>
    /// <returns>Why the gate has ended it.</returns>
    public async Task<string> HoldAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signs = SignAsync(ending.Token);
        try
        {
            while (true)
            {
                var line = await ReadLineAsync(_stream, cancellationToken).ConfigureAwait(false);
                if (line is null) return "the gate has closed the connection";
                if (line.StartsWith("end ", StringComparison.Ordinal)) return line[4..];
            }
        }
        catch (IOException failure)
        {
            return failure.Message;
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await signs.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task SignAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(SignEvery, cancellationToken).ConfigureAwait(false);
                await _stream.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The reader says why.
        }
    }

    private static async Task<string?> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var (line, one) = (new List<byte>(), new byte[1]);
        while (line.Count < LongestLine)
        {
            if (await stream.ReadAsync(one, cancellationToken).ConfigureAwait(false) == 0) return null;
            if (one[0] == '\n') break;
            line.Add(one[0]);
        }
        return Encoding.UTF8.GetString([.. line]);
    }
}
