namespace Sekimori.Linux.Privileges;

/// <summary>The answer of a keeper.</summary>
/// <param name="Verdict">Whether it was done.</param>
/// <param name="Value">A process, or an error's number.</param>
/// <param name="Text">The result, or why it failed.</param>
internal readonly record struct KeeperReply(KeeperVerdict Verdict, int Value = 0, string Text = "")
{
    /// <summary>A descriptor that came with it, or goes with it; -1 for none.</summary>
    internal int Descriptor { get; init; } = -1;

    internal static KeeperReply Done(int value = 0, string text = "") => new(KeeperVerdict.Done, value, text);

    internal static KeeperReply Refused(string reason) => new(KeeperVerdict.Refused, 0, reason);

    internal static KeeperReply Failed(int error, string reason = "") => new(KeeperVerdict.Failed, error, reason);

    internal byte[] ToBytes(int order)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
        {
            writer.Write(order);
            writer.Write((byte)Verdict);
            writer.Write(Value);
            writer.Write(Text);
        }

        return bytes.ToArray();
    }

    internal static (int Order, KeeperReply Reply) Read(byte[] message, int descriptor)
    {
        using var reader = new BinaryReader(new MemoryStream(message));
        return (reader.ReadInt32(), new KeeperReply((KeeperVerdict)reader.ReadByte(), reader.ReadInt32(), reader.ReadString())
        {
            Descriptor = descriptor
        });
    }
}
