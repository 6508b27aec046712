using Sekimori.Linux.Shells.Keeper;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells;

/// <summary>
/// Starts an independent process as a user, and looks for its directory and program with that user's rights: what the user cannot see does
/// not exist.
/// </summary>
internal sealed record UserProcess
{
    // It waits for its first line, so that it is inside its control group before it can start anything. .NET raises its own limit of files,
    // which programs on select(2) do not survive.
    private const string Begin = "IFS= read -r _ || exit 126; umask 022; ulimit -Sn 1024 2>/dev/null; exec \"$@\" </dev/null";

    /// <summary>Whom it runs as; null for the user of this process.</summary>
    internal UnixIdentity? Identity { get; init; }

    /// <summary>The program's name or path, and its arguments.</summary>
    internal required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>
    /// The working directory; empty for the user's home, or the root directory if the user has none, as login(1) does it.
    /// </summary>
    internal required string Directory { get; init; }

    /// <summary>The user's home.</summary>
    internal string Home { get; init; } = "/";

    /// <summary>The whole environment, "NAME=value" each.</summary>
    internal required IReadOnlyList<string> Environment { get; init; }

    /// <summary>A process of a user; of this process's own if it is that user.</summary>
    internal static UserProcess Of(UnixUser user, IReadOnlyList<string> arguments, string directory, IReadOnlyList<string> environment) =>
        new()
        {
            Identity = user.Id == UnixUser.Current.Id ? null : new UnixIdentity(user.Id, user.Group, [.. user.Groups]),
            Arguments = arguments,
            Directory = directory,
            Home = user.Home,
            Environment = environment,
        };

    /// <summary>Starts it in its own session, with /dev/null as its three streams and no other descriptor.</summary>
    /// <param name="starter">The program that becomes the user and starts it, see <see cref="ProcessStarter"/>; null to start it from a
    /// thread of this process.</param>
    /// <param name="ready">Is given the process, or the one that starts it, before it does anything.</param>
    /// <param name="process">Its number.</param>
    /// <returns>0, or the error's number: <see cref="Errno.NoEntry"/> if the user sees no such directory or program.</returns>
    internal int Start(IReadOnlyList<string>? starter, Action<int> ready, out int process)
    {
        KeeperSetting.CloseOnExec();
        if (Identity is not null && starter is not null) return ProcessStarter.Start(starter, this, ready, out process);
        int error = 0, started = 0;
        // The thread ends with the identity it has taken on; the rest of the process is unaffected.
        var thread = new Thread(() => error = Identity?.BecomeOnThisThread() is { } failed and not 0
            ? failed
            : SpawnWaiting(ready, out started), 512 * 1024);
        thread.Start();
        thread.Join();
        process = started;
        return error;
    }

    /// <summary>Starts it as the user of the calling thread.</summary>
    /// <returns>0, or the error's number.</returns>
    internal int Spawn(out int process)
    {
        process = 0;
        if (Find(out var program, out var directory) is not 0 and var missing) return missing;
        return Seen(Spawner.Start(program, Arguments, Environment, directory, [-1, -1, -1], ownSession: true, out process));
    }

    internal void Write(BinaryWriter writer)
    {
        StartRequest.WriteList(writer, Arguments);
        writer.Write(Directory);
        writer.Write(Home);
        StartRequest.WriteList(writer, Environment);
    }

    /// <summary>Reads what was written, for a process that already runs as the user.</summary>
    internal static UserProcess Read(BinaryReader reader) => new()
    {
        Arguments = StartRequest.ReadList(reader), Directory = reader.ReadString(), Home = reader.ReadString(),
        Environment = StartRequest.ReadList(reader),
    };

    private static int Seen(int error) => error == Errno.Access ? Errno.NoEntry : error;

    private static bool MayEnter(string directory) =>
        System.IO.Directory.Exists(directory) && UserCalls.Access(directory, UserCalls.MayExecute) == 0;

    private int Find(out string program, out string directory)
    {
        directory = Directory.Length > 0 ? Directory : MayEnter(Home) ? Home : "/";
        program = (MayEnter(directory) ? CommandLine.Find(Arguments[0], ShellSettings.UsualPath, directory) : null) ?? "";
        return CommandLine.IsProgram(program) ? 0 : Errno.NoEntry;
    }

    private unsafe int SpawnWaiting(Action<int> ready, out int process)
    {
        process = 0;
        if (Find(out var program, out var directory) is not 0 and var missing) return missing;
        var pair = stackalloc int[2];
        if (DescriptorCalls.Pipe(pair, DescriptorCalls.CloseOnExec) != 0) return Errno.TooManyOpen;
        try
        {
            string[] line = ["sh", "-c", Begin, "sh", program, .. Arguments.Skip(1)];
            var error = Seen(Spawner.Start("/bin/sh", line, Environment, directory, [pair[0], -1, -1], ownSession: true, out process));
            if (error != 0) return error;
            ready(process);
            var end = (byte)'\n';
            _ = DescriptorCalls.Write(pair[1], &end, 1);
            return 0;
        }
        finally
        {
            _ = DescriptorCalls.Close(pair[0]);
            _ = DescriptorCalls.Close(pair[1]);
        }
    }
}
