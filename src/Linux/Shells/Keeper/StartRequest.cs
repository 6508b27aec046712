namespace Sekimori.Linux.Shells.Keeper;

/// <summary>What the server tells a keeper to start. The descriptors for input, output and errors travel beside it, in this order.</summary>
internal sealed record StartRequest
{
    /// <summary>The command's number within its shell; from 1 on, each used once.</summary>
    internal required int Number { get; init; }

    /// <summary>The program's path, already resolved.</summary>
    internal required string Path { get; init; }

    /// <summary>argv, the program's own name included.</summary>
    internal required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment, "NAME=value" each.</summary>
    internal required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Where it starts.</summary>
    internal required string Directory { get; init; }

    /// <summary>Whom it runs as; null for the keeper's own user.</summary>
    internal UnixIdentity? Identity { get; init; }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Number);
        writer.Write(Path);
        WriteList(writer, Arguments);
        WriteList(writer, Environment);
        writer.Write(Directory);
        writer.Write(Identity is not null);
        if (Identity is null) return;
        writer.Write(Identity.User);
        writer.Write(Identity.Group);
        writer.Write(Identity.Groups.Length);
        foreach (var group in Identity.Groups) writer.Write(group);
    }

    internal static StartRequest Read(BinaryReader reader) => new()
    {
        Number = reader.ReadInt32(),
        Path = reader.ReadString(),
        Arguments = ReadList(reader),
        Environment = ReadList(reader),
        Directory = reader.ReadString(),
        Identity = reader.ReadBoolean() ? ReadIdentity(reader) : null,
    };

    private static UnixIdentity ReadIdentity(BinaryReader reader)
    {
        var (user, group) = (reader.ReadUInt32(), reader.ReadUInt32());
        var groups = new uint[reader.ReadInt32()];
        for (var i = 0; i < groups.Length; i++) groups[i] = reader.ReadUInt32();
        return new UnixIdentity(user, group, groups);
    }

    private static void WriteList(BinaryWriter writer, IReadOnlyList<string> texts)
    {
        writer.Write(texts.Count);
        foreach (var text in texts) writer.Write(text);
    }

    private static string[] ReadList(BinaryReader reader)
    {
        var texts = new string[reader.ReadInt32()];
        for (var i = 0; i < texts.Length; i++) texts[i] = reader.ReadString();
        return texts;
    }
}
