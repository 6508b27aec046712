using Microsoft.Win32.SafeHandles;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells;

/// <summary>The three pipes of a new command: our ends, and the ends that go to the keeper and are then closed here.</summary>
internal sealed unsafe class CommandPipes
{
    /// <summary>1 MiB, the most that the kernel gives an ordinary user; a command then writes on while an answer is on its way.</summary>
    private const int OutputCapacity = 1 << 20;

    /// <summary>The kernel's usual size of a pipe.</summary>
    private const int UsualCapacity = 1 << 16;

    private readonly List<int> _open = [];

    internal CommandPipes()
    {
        try
        {
            var (inputRead, inputWrite) = Open();
            var (outputRead, outputWrite) = Open();
            var (errorsRead, errorsWrite) = Open();
            Capacity = DescriptorCalls.Control(outputRead, DescriptorCalls.SetPipeSize, OutputCapacity) is var size and > 0
                ? size
                : UsualCapacity;
            foreach (var ours in (ReadOnlySpan<int>)[outputRead, errorsRead])
                _ = DescriptorCalls.Control(ours, DescriptorCalls.SetStatus, DescriptorCalls.NonBlocking);
            Theirs = [inputRead, outputWrite, errorsWrite];
            Input = new CommandInput(new SafePipeHandle(inputWrite, ownsHandle: true));
            Output = new CommandOutput(new SafePipeHandle(outputRead, ownsHandle: true), Capacity);
            Errors = new CommandOutput(new SafePipeHandle(errorsRead, ownsHandle: true), UsualCapacity);
        }
        catch (ShellException)
        {
            foreach (var descriptor in _open) _ = DescriptorCalls.Close(descriptor);
            throw;
        }
    }

    internal CommandInput Input { get; }

    internal CommandOutput Output { get; }

    internal CommandOutput Errors { get; }

    /// <summary>What the output's pipe holds, in bytes.</summary>
    internal int Capacity { get; }

    /// <summary>The command's ends: input, output, errors.</summary>
    internal int[] Theirs { get; }

    /// <summary>Closes the command's ends on this side; must come before any wait for the end of a stream.</summary>
    internal void CloseTheirs()
    {
        foreach (var descriptor in Theirs) _ = DescriptorCalls.Close(descriptor);
    }

    /// <summary>Closes our ends, where no command came of it.</summary>
    internal void CloseOurs()
    {
        Input.Dispose();
        Output.Dispose();
        Errors.Dispose();
    }

    private (int Read, int Write) Open()
    {
        var pair = stackalloc int[2];
        if (DescriptorCalls.Pipe(pair, DescriptorCalls.CloseOnExec) != 0)
            throw new ShellException(ShellFact.NoResources, "No file descriptors are left for a command's pipes.");
        _open.Add(pair[0]);
        _open.Add(pair[1]);
        return (pair[0], pair[1]);
    }
}
