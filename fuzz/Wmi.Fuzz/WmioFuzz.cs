using Sekimori.Wire;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Fuzz.Wmi;

/// <summary>Decodes mutated objects. Anything but an object or a named fact is an error.</summary>
public static class WmioFuzz
{
    /// <summary>Runs.</summary>
    /// <param name="count">How many objects.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="seeds">What to begin with.</param>
    /// <returns>How many decoded.</returns>
    /// <exception cref="InvalidOperationException">An object ended in another way; its bytes are in the message.</exception>
    public static int Run(int count, int seed, IReadOnlyList<byte[]> seeds)
    {
        var decoder = new WmioDecoder(new WmioLimits());
        var encoders = new WmioEncoders("HOST", "root/cimv2");
        var mutator = new WmioMutator(seeds, seed);
        var decoded = 0;
        for (var i = 0; i < count; i++)
        {
            var bytes = mutator.Next();
            try
            {
                var found = decoder.DecodeUnit(bytes);
                decoded++;
                // What can be decoded can be encoded, and decoded again.
                if (i % 8 == 0)
                    Again(decoder, encoders, found);
            }
            catch (MalformedException)
            {
                // A named fact.
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"object {i}: {Convert.ToHexStringLower(bytes)}", e);
            }
        }
        return decoded;
    }

    private static void Again(WmioDecoder decoder, WmioEncoders encoders, WmioObject found)
    {
        var writer = new ByteWriter([]);
        try
        {
            if (found.Instance is { } instance)
                encoders.For(found.Class).WriteUnit(ref writer, instance);
            else
                encoders.WriteClassUnit(ref writer, found.Class);
            if (writer.Position > new WmioLimits().MaxBytes)
                return;
            WmioObject again;
            try
            {
                again = decoder.DecodeUnit(writer.Written);
            }
            catch (MalformedException e)
            {
                throw new InvalidOperationException("our own encoding of it cannot be decoded", e);
            }
            if (again.Class.Name != found.Class.Name || again.Class.Properties.Count != found.Class.Properties.Count)
                throw new InvalidOperationException($"{found.Class.Name} decodes to {again.Class.Name}");
        }
        finally
        {
            writer.Dispose();
        }
    }
}
