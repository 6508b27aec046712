using System.Collections.Concurrent;
using Sekimori.Guard;
using Sekimori.WsMan.Shell;

namespace Sekimori.WsMan.Tests.Kit;

/// <summary>Shells whose commands say what a test tells them to.</summary>
internal sealed class FakeShellHost : IShellHost
{
    public ConcurrentBag<FakeShell> Shells { get; } = [];

    public ShellRefusal? Refuses { get; set; }

    public TimeSpan Settling { get; set; }

    public FakeCommand Command => Shells.Single().Commands.Single();

    public ValueTask<IShell> OpenAsync(ShellOptions options, Caller caller, CancellationToken cancellationToken)
    {
        if (Refuses is { } fact) throw new ShellRefusedException(fact, "The host refuses.");
        var shell = new FakeShell(options, caller);
        Shells.Add(shell);
        return new(shell);
    }
}

internal sealed class FakeShell(ShellOptions options, Caller caller) : IShell
{
    public ShellOptions Options { get; } = options;

    public Caller Caller { get; } = caller;

    public ConcurrentBag<FakeCommand> Commands { get; } = [];

    public bool IsDisposed { get; private set; }

    public int? ProcessId => 4711;

    public TaskCompletionSource Exceeded { get; } = new();

    public long? MemoryLimit { get; private set; }

    public int? Processes { get; set; }

    public Task OutOfMemory => Exceeded.Task;

    public int? CountProcesses() => Processes;

    public void LimitMemory(long? bytes) => MemoryLimit = bytes;

    public ShellRefusal? RefusesCommands { get; set; }

    public ValueTask<IShellCommand> StartAsync(ShellCommandOptions command, CancellationToken cancellationToken)
    {
        if (RefusesCommands is { } fact) throw new ShellRefusedException(fact, "The host refuses.");
        var started = new FakeCommand(command);
        Commands.Add(started);
        return new(started);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}

internal sealed class FakeCommand(ShellCommandOptions options) : IShellCommand
{
    private readonly Queue<(ShellStream Stream, byte[] Bytes, bool End)> _output = new();
    private readonly SemaphoreSlim _signal = new(0);
    private int? _exitCode;

    public ShellCommandOptions Options { get; } = options;

    public MemoryStream Input { get; } = new();

    public bool InputEnded { get; private set; }

    public List<ShellSignal> Signals { get; } = [];

    public bool IsDisposed { get; private set; }

    public int? ExitCode
    {
        get
        {
            lock (_output) return _output.Count == 0 ? _exitCode : null;
        }
    }

    /// <summary>True if there is output that nobody has read.</summary>
    public bool TryPeek()
    {
        lock (_output) return _output.Count > 0;
    }

    public void Say(ShellStream stream, string text) => Say(stream, System.Text.Encoding.UTF8.GetBytes(text));

    public void Say(ShellStream stream, byte[] bytes)
    {
        lock (_output) _output.Enqueue((stream, bytes, false));
        _signal.Release();
    }

    public void Exit(int code)
    {
        lock (_output)
        {
            _output.Enqueue((ShellStream.StdOut, [], true));
            _output.Enqueue((ShellStream.StdErr, [], true));
            _exitCode = code;
        }
        _signal.Release();
    }

    public async ValueTask WaitForOutputAsync(CancellationToken cancellationToken)
    {
        lock (_output)
        {
            if (_output.Count > 0 || _exitCode is not null) return;
        }
        await _signal.WaitAsync(cancellationToken);
    }

    public bool TryRead(Span<byte> buffer, out ShellRead read)
    {
        lock (_output)
        {
            read = default;
            if (!_output.TryPeek(out var next)) return false;
            var count = Math.Min(buffer.Length, next.Bytes.Length);
            next.Bytes.AsSpan(0, count).CopyTo(buffer);
            _output.Dequeue();
            if (count < next.Bytes.Length)
            {
                var rest = _output.ToArray();
                _output.Clear();
                _output.Enqueue((next.Stream, next.Bytes[count..], next.End));
                foreach (var item in rest) _output.Enqueue(item);
                read = new ShellRead(next.Stream, count, false);
                return true;
            }
            read = new ShellRead(next.Stream, count, next.End);
            return true;
        }
    }

    public ValueTask WriteInputAsync(ReadOnlyMemory<byte> data, bool end, CancellationToken cancellationToken)
    {
        if (InputEnded) throw new ShellRefusedException(ShellRefusal.InputClosed, "The input is closed.");
        Input.Write(data.Span);
        InputEnded |= end;
        return ValueTask.CompletedTask;
    }

    public ValueTask SignalAsync(ShellSignal signal, CancellationToken cancellationToken)
    {
        Signals.Add(signal);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
