using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Shells;

/// <summary>
/// A command that runs in a remote shell. Reading, sending and signalling may continue concurrently; two readers may not.
/// </summary>
public sealed class RemoteCommand : IAsyncDisposable
{
    /// <summary>The bytes of one Send: as base64 with the envelope, it stays below the 150 KiB that every service accepts.</summary>
    private const int MaxSend = 96 * 1024;

    /// <summary>A part of this size, in bytes, means that more is waiting: the next one is requested while this one is written.</summary>
    private const int Flow = 64 * 1024;

    /// <summary>
    /// A service without output waits for some, for the OperationTimeout at most. One that answers in less than this does not wait.
    /// </summary>
    private static readonly TimeSpan LatestEarly = TimeSpan.FromSeconds(1);

    /// <summary>Consecutive early answers without output: some follow a service's restart or a reconnected shell.</summary>
    private const int MaxEarly = 100;

    private readonly RemoteShell _shell;
    private OperationHeader? _left;
    private int _isReleased;

    internal RemoteCommand(RemoteShell shell, string id)
    {
        _shell = shell;
        Id = id;
    }

    private TimeSpan Early => _shell.Client.OperationTimeout / 2 < LatestEarly ? _shell.Client.OperationTimeout / 2 : LatestEarly;

    /// <summary>The command's identity, as the service gave it.</summary>
    public string Id { get; }

    /// <summary>The exit code; null until <see cref="ReadAsync"/> has ended. The largest number if it does not fit into 32 bits.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>The exit code as the service wrote it: any integer ([MS-WSMV] 2.2.5.5).</summary>
    public string? ExitCodeText { get; private set; }

    /// <summary>Reads the output until the command is done. A service without output for a while is asked again.</summary>
    public async IAsyncEnumerable<RemoteOutput> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var received in ReceiveAllAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var run in received.Output) yield return run with { Bytes = run.Bytes.ToArray() };
        }
    }

    /// <summary>Reads all output into two streams.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> CopyToAsync(Stream output, Stream errors, CancellationToken cancellationToken = default)
    {
        await foreach (var received in ReceiveAllAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var run in received.Output)
            {
                var target = run.IsError ? errors : output;
                await target.WriteAsync(run.Bytes, cancellationToken).ConfigureAwait(false);
                await target.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return ExitCode ?? 0;
    }

    /// <summary>Sends input ([MS-WSMV] 3.1.4.13).</summary>
    /// <param name="data">The bytes; any number.</param>
    /// <param name="end">True if nothing follows: the command reads the end of its input.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task SendAsync(ReadOnlyMemory<byte> data, bool end, CancellationToken cancellationToken = default)
    {
        do
        {
            var part = data[..Math.Min(data.Length, MaxSend)];
            data = data[part.Length..];
            var last = end && data.IsEmpty;
            var request = new Request(Actions.Send, _shell.Resource)
            {
                Body = xml =>
                {
                    xml.WriteStartElement("rsp", "Send", Namespaces.Shell);
                    xml.WriteStartElement("rsp", "Stream", Namespaces.Shell);
                    xml.WriteAttributeString("Name", "stdin");
                    xml.WriteAttributeString("CommandId", Id);
                    if (last) xml.WriteAttributeString("End", "true");
                    xml.WriteString(Convert.ToBase64String(part.Span));
                    xml.WriteEndElement();
                    xml.WriteEndElement();
                },
            };
            await PostAsync(request, cancellationToken).ConfigureAwait(false);
        }
        while (!data.IsEmpty);
    }

    /// <summary>Signals the command ([MS-WSMV] 3.1.4.12).</summary>
    public Task SignalAsync(RemoteSignal signal, CancellationToken cancellationToken = default) =>
        SignalAsync(signal, null, cancellationToken);

    private Task SignalAsync(RemoteSignal signal, TimeSpan? retransmitFor, CancellationToken cancellationToken)
    {
        var code = signal switch
        {
            RemoteSignal.Interrupt => ShellNames.CtrlC,
            RemoteSignal.Break => ShellNames.CtrlBreak,
            _ => ShellNames.Terminate,
        };
        var request = new Request(Actions.Signal, _shell.Resource)
        {
            RetransmitFor = retransmitFor,
            Body = xml =>
            {
                xml.WriteStartElement("rsp", "Signal", Namespaces.Shell);
                xml.WriteAttributeString("CommandId", Id);
                xml.WriteElementString("rsp", "Code", Namespaces.Shell, code);
                xml.WriteEndElement();
            },
        };
        return PostAsync(request, cancellationToken);
    }

    /// <summary>Ends the command if it still runs, and frees what the service keeps of it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) != 0) return;
        try
        {
            await SignalAsync(RemoteSignal.Terminate, RemoteShell.LastTries, CancellationToken.None).ConfigureAwait(false);
        }
        catch (WsManClientException)
        {
            // It went with its shell, or the service is out of reach.
        }
    }

    // Each part is valid until the next one is requested.
    private async IAsyncEnumerable<ReceivedOutput> ReceiveAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<ReceivedOutput?>? next = null;
        var early = 0;
        try
        {
            while (ExitCode is null)
            {
                var asked = Stopwatch.GetTimestamp();
                using var received = await (next ?? ReceiveAsync(left.Token)).ConfigureAwait(false);
                next = null;
                var isIdle = received is null or { ExitCode: null, Count: 0 };
                early = isIdle && Stopwatch.GetElapsedTime(asked) < Early ? early + 1 : 0;
                if (early > MaxEarly)
                    throw Reply.Malformed(_shell.Client.Address, $"{MaxEarly} immediate answers report no output of a running command");
                // Asked again immediately, such a service would use all of both processors.
                if (early > 1) await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(early * 2, 100)), left.Token).ConfigureAwait(false);
                if (received is null) continue;
                if (received.ExitCode is null && received.Count >= Flow) next = ReceiveAsync(left.Token);
                yield return received;
                (ExitCode, ExitCodeText) = (received.ExitCode, received.ExitCodeText);
            }
        }
        finally
        {
            if (next is not null)
            {
                await left.CancelAsync().ConfigureAwait(false);
                _ = next.ContinueWith(static late => (late.IsCompletedSuccessfully ? late.Result : null)?.Dispose(), TaskScheduler.Default);
            }
        }
    }

    private async Task<ReceivedOutput?> ReceiveAsync(CancellationToken cancellationToken)
    {
        // A request of a reader that gave up is still pending: the service continues with it, and keeps it.
        var operation = (_left ?? OperationHeader.New()) with { IsRetransmission = _left is not null };
        var request = new Request(Actions.Receive, _shell.Resource)
        {
            Operation = operation,
            Options = [new RequestOption("WSMAN_CMDSHELL_OPTION_KEEPALIVE", "TRUE", false)],
            Body = xml =>
            {
                xml.WriteStartElement("rsp", "Receive", Namespaces.Shell);
                xml.WriteStartElement("rsp", "DesiredStream", Namespaces.Shell);
                xml.WriteAttributeString("CommandId", Id);
                xml.WriteString("stdout stderr");
                xml.WriteEndElement();
                xml.WriteEndElement();
            },
        };
        _left = null;
        try
        {
            return ReceivedOutput.Read(await _shell.Client.SendAsync(request, null, cancellationToken).ConfigureAwait(false),
                _shell.Client.Address, Id);
        }
        catch (OperationCanceledException) when (_shell.Client.KeepsAnswers)
        {
            _left = operation;
            throw;
        }
        catch (WsManFaultReply fault) when (fault.Number == WsManErrors.OperationTimedOut || fault.Subcode == "TimedOut")
        {
            return null;
        }
    }

    private Task PostAsync(Request request, CancellationToken cancellationToken) =>
        _shell.Client.ExchangeAsync<object?>(request, static _ => null, null, cancellationToken);
}
