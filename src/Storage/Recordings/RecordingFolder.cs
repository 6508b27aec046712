using System.Security.Cryptography;
using System.Text;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.Storage.Recordings;

/// <summary>
/// The recordings of a data folder, with the key that they are encrypted with. The key is stored as the secrets of accounts are; without it
/// no recording can be read. Thread-safe.
/// </summary>
internal sealed class RecordingFolder
{
    private const string Name = "recordings", KeyFile = "key", Purpose = "Sekimori.Recordings.v1", Suffix = ".rec";

    // A protected key has some 300 characters.
    private const int LargestKeyFile = 16 * 1024;

    private readonly DirectoryInfo _folder;
    private readonly SecretProtection _protection;
    private readonly Lazy<byte[]> _key;

    /// <summary>Opens the folder; it is made, with its key, by the first recording.</summary>
    public RecordingFolder(DataFolder data, SecretProtection protection)
    {
        (_folder, _protection) = (data.Folder(Name), protection);
        _key = new(ReadKey);
    }

    /// <summary>Where they are.</summary>
    public string Path => _folder.FullName;

    /// <summary>Bytes that are free on the disk of the recordings.</summary>
    public long FreeBytes => new DriveInfo(Path).AvailableFreeSpace;

    /// <summary>Starts a recording.</summary>
    /// <param name="name">Its name, which has a session's id and a number.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="CryptographicException">The key cannot be read.</exception>
    public RecordingWriter Create(string name) => new(PathOf(name), _key.Value);

    /// <summary>Opens a recording for reading.</summary>
    /// <exception cref="IOException">There is none, or it cannot be read.</exception>
    /// <exception cref="CryptographicException">The key cannot be read.</exception>
    public RecordingReader Open(string name) => new(PathOf(name), _key.Value);

    /// <summary>The names of the recordings of a session, in their order.</summary>
    public IReadOnlyList<string> Of(string session) =>
        [.. _folder.EnumerateFiles($"{session}*{Suffix}").Select(file => System.IO.Path.GetFileNameWithoutExtension(file.Name))
            .Order(StringComparer.Ordinal)];

    /// <summary>Deletes the recordings that were last written before a time.</summary>
    /// <param name="time">The time, in UTC.</param>
    /// <param name="failed">Called with the name of each that cannot be deleted, and why; the others are deleted all the same.</param>
    /// <returns>The names of those that were deleted.</returns>
    public IReadOnlyList<string> DeleteBefore(DateTime time, Action<string, string> failed)
    {
        var gone = new List<string>();
        foreach (var file in _folder.EnumerateFiles("*" + Suffix).Where(file => file.LastWriteTimeUtc < time))
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(file.Name);
            try
            {
                file.Delete();
                gone.Add(name);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                failed(name, failure.Message);
            }
        }
        return gone;
    }

    /// <summary>Encrypts the key again, by the newest key of the data folder.</summary>
    /// <returns>False if it could not be read.</returns>
    public bool Rewrap()
    {
        var path = System.IO.Path.Combine(Path, KeyFile);
        if (!File.Exists(path)) return true;
        try
        {
            DurableFile.Replace(path, Encoding.ASCII.GetBytes(_protection.Protect(ReadKey(), Purpose)));
            return true;
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException or IOException)
        {
            return false;
        }
    }

    private byte[] ReadKey()
    {
        var path = System.IO.Path.Combine(Path, KeyFile);
        using (FileLock.Take(System.IO.Path.Combine(Path, "key.lock"), TimeSpan.FromSeconds(10)))
        {
            if (!File.Exists(path))
            {
                var made = RandomNumberGenerator.GetBytes(RecordingFormat.KeyBytes);
                DurableFile.Replace(path, Encoding.ASCII.GetBytes(_protection.Protect(made, Purpose)));
                return made;
            }
            if (new FileInfo(path).Length > LargestKeyFile) throw new CryptographicException($"{path} is not a key");
            try
            {
                return _protection.Unprotect(File.ReadAllText(path), Purpose);
            }
            catch (FormatException wrong)
            {
                throw new CryptographicException($"{path} is not a key", wrong);
            }
        }
    }

    private string PathOf(string name) =>
        name.Length is > 0 and < 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
        ? System.IO.Path.Combine(Path, name + Suffix)
        : throw new IOException($"'{name}' is not the name of a recording");
}
