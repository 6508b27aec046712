using System.Globalization;
using System.Security.Cryptography;

namespace Sekimori.Linux.Shells;

/// <summary>
/// The number by which a server knows its own shells again after it was killed. It lies in the data directory and is random: a path would
/// be the same in every container, and a server of the host would take a container's shells for its own.
/// </summary>
internal static class ShellInstance
{
    private const string FileName = "shell-instance";

    /// <summary>Reads the number, or makes it at the first start.</summary>
    /// <param name="dataDirectory">The server's data directory, which exists.</param>
    /// <exception cref="IOException">The file can neither be read nor made.</exception>
    public static uint LoadOrCreate(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (File.Exists(path) && uint.TryParse(
            File.ReadAllText(path).AsSpan().Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var known))
            return known;
        var number = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
        File.WriteAllText(path, number.ToString("x8", CultureInfo.InvariantCulture) + "\n");
        return number;
    }
}
