namespace Sekimori.Linux.Shells.Keeper;

/// <summary>
/// The server's order to a keeper to start a command. The descriptors for input, output and errors travel beside it, in this order. The
/// keeper finds the program, as the user that runs it: the server may see other files than that user.
/// </summary>
internal sealed record StartRequest
{
    /// <summary>The command's number within its shell; from 1 on, each used once.</summary>
    internal required int Number { get; init; }

    /// <summary>What to run.</summary>
    internal required CommandRequest Command { get; init; }

    /// <summary>Aliases of commands.</summary>
    internal IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>();

    /// <summary>What a line for /bin/sh starts with.</summary>
    internal string Prelude { get; init; } = "";

    /// <summary>PATH.</summary>
    internal required string SearchPath { get; init; }

    /// <summary>The whole environment, "NAME=value" each.</summary>
    internal required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Where it starts.</summary>
    internal required string Directory { get; init; }

    /// <summary>Whom it runs as; null for the keeper's own user.</summary>
    internal UnixIdentity? Identity { get; init; }

    /// <summary>
    /// The program's path and argv, as the calling thread's user finds them; the path is null if there is no such program.
    /// </summary>
    internal (string? Path, IReadOnlyList<string> Arguments) Resolve()
    {
        var (program, arguments) = CommandLine.Build(Command, Aliases, Prelude, text =>
            CommandLine.Find(text, SearchPath, Directory) is not null);
        return (CommandLine.Find(program, SearchPath, Directory), arguments);
    }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Number);
        writer.Write(Command.Command);
        WriteList(writer, Command.Arguments);
        writer.Write(Command.Direct);
        WriteList(writer, [.. Aliases.SelectMany(pair => (string[])[pair.Key, pair.Value])]);
        writer.Write(Prelude);
        writer.Write(SearchPath);
        WriteList(writer, Environment);
        writer.Write(Directory);
        UnixIdentity.Write(writer, Identity);
    }

    internal static StartRequest Read(BinaryReader reader) => new()
    {
        Number = reader.ReadInt32(),
        Command = new CommandRequest { Command = reader.ReadString(), Arguments = ReadList(reader), Direct = reader.ReadBoolean() },
        Aliases = ReadList(reader).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase),
        Prelude = reader.ReadString(),
        SearchPath = reader.ReadString(),
        Environment = ReadList(reader),
        Directory = reader.ReadString(),
        Identity = UnixIdentity.Read(reader),
    };

    internal static void WriteList(BinaryWriter writer, IReadOnlyList<string> texts)
    {
        writer.Write(texts.Count);
        foreach (var text in texts) writer.Write(text);
    }

    internal static string[] ReadList(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        // Each has a byte of length at least: a larger count is not a list.
        if (count < 0 || count > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new InvalidDataException("A list exceeds its message.");
        var texts = new string[count];
        for (var i = 0; i < texts.Length; i++) texts[i] = reader.ReadString();
        return texts;
    }
}
