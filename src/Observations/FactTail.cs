using System.Security.Cryptography;
using System.Text;

namespace Sekimori.Observations;

/// <summary>Values of one fact that are not kept: counted, and hashed together with those before them.</summary>
internal sealed class FactTail
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>How many values are not kept.</summary>
    public long Values { get; private set; }

    /// <summary>Their characters.</summary>
    public long Characters { get; private set; }

    /// <summary>SHA-256 over all values so far, in hexadecimal.</summary>
    public string Sum => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Takes a value that is kept: it counts for the hash alone.</summary>
    public void Pass(string value)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(value));
        _hash.AppendData("\n"u8);
    }

    /// <summary>Takes a value that is not kept.</summary>
    public void Drop(string value)
    {
        Pass(value);
        Values++;
        Characters += value.Length;
    }

    /// <summary>SHA-256 of one text, in hexadecimal.</summary>
    public static string SumOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
