using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>What one EnumerateResponse or PullResponse gives ([DSP0226] 8.2, 8.4).</summary>
/// <typeparam name="T">What an item is read as.</typeparam>
/// <param name="Context">What the next Pull names; empty at the end.</param>
/// <param name="Items">The objects.</param>
/// <param name="IsLast">True if no more follow.</param>
/// <param name="Bytes">Bytes of the envelope.</param>
/// <param name="Held">The memory of the items, in bytes, estimated.</param>
internal sealed record Batch<T>(string Context, IReadOnlyList<T> Items, bool IsLast, int Bytes, long Held)
{
    /// <summary>
    /// The memory of an element beside its text: an XElement with its name and its place among others, or a property of a class.
    /// </summary>
    private const long HeldByElement = 128;

    internal static Batch<T> Read(EnvelopeReader reader, Func<EnvelopeReader, T> readItem)
    {
        var context = "";
        List<T> items = [];
        var last = false;
        reader.Enter();
        while (reader.NextChild())
        {
            switch (reader.LocalName)
            {
                case "EnumerationContext":
                    context = reader.ReadText();
                    break;
                case "Items":
                    reader.Enter();
                    while (reader.NextChild()) items.Add(readItem(reader));
                    break;
                case "EndOfSequence":
                    last = true;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // A service that names no context has no more items.
        return new Batch<T>(context, items, last || context.Length == 0, reader.Length,
            (2L * reader.Length) + (HeldByElement * reader.ElementCount));
    }
}
