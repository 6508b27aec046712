namespace Sekimori.Gate;

/// <summary>Reads a file named on the command line or in the settings.</summary>
internal static class InputFile
{
    /// <summary>
    /// No policy, rule file or list is this large: SigmaHQ's largest rule has 0.3 MB, a policy of 100,000 rules about 20 MB.
    /// </summary>
    private const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Reads the whole text.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="GateException">It is larger than 32 MiB, or does not end.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string ReadText(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var bytes = new MemoryStream();
        var block = new byte[64 * 1024];
        // Counted by default: a device or a pipe has no length.
        for (int count; (count = file.Read(block)) > 0;)
        {
            if (bytes.Length + count > MaxBytes) throw new GateException($"{path} is larger than {MaxBytes / (1024 * 1024)} MiB");
            bytes.Write(block, 0, count);
        }

        bytes.Position = 0;
        using var reader = new StreamReader(bytes);
        return reader.ReadToEnd();
    }
}
