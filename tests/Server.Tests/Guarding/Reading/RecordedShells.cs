using Sekimori.Guard;
using Sekimori.WsMan.Shell;

namespace Sekimori.Server.Tests.Guarding.Reading;

/// <summary>Shells that run nothing and write down what they were to run.</summary>
internal sealed class RecordedShells(List<string> done) : IShellHost
{
    public ValueTask<IShell> OpenAsync(ShellOptions options, Caller caller, CancellationToken cancellationToken)
    {
        done.Add(
            $"shell{(options.WorkingDirectory is { } folder ? $"{RecordedObjects.Mark}folder={folder}" : "")}" +
            $"{string.Concat(options.Environment.Select(variable => $"{RecordedObjects.Mark}{variable.Key}={variable.Value}"))}");
        return new(new Shell(done));
    }

    private sealed class Shell(List<string> done) : IShell
    {
        public int? ProcessId => null;

        public Task OutOfMemory { get; } = new TaskCompletionSource().Task;

        public int? CountProcesses() => null;

        public void LimitMemory(long? bytes)
        {
        }

        public ValueTask<IShellCommand> StartAsync(ShellCommandOptions command, CancellationToken cancellationToken)
        {
            done.Add("run" + RecordedObjects.Mark + string.Join(' ', [command.Command, .. command.Arguments]));
            return new(new Command(done));
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Command(List<string> done) : IShellCommand
    {
        public int? ExitCode => 0;

        public ValueTask WaitForOutputAsync(CancellationToken cancellationToken) => default;

        public bool TryRead(Span<byte> buffer, out ShellRead read)
        {
            read = default;
            return false;
        }

        public ValueTask WriteInputAsync(ReadOnlyMemory<byte> data, bool end, CancellationToken cancellationToken)
        {
            done.Add("input");
            return default;
        }

        public ValueTask SignalAsync(ShellSignal signal, CancellationToken cancellationToken)
        {
            done.Add($"signal {signal}");
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
