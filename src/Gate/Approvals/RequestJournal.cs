using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sekimori.Guard.Policy;

namespace Sekimori.Gate.Approvals;

/// <summary>
/// Requests for approval in the data folder: one file for each request, which the server writes, and one for its decision, which a command
/// writes. The folder is accessible by its owner only.
/// </summary>
internal sealed class RequestJournal
{
    /// <summary>Its folder in the data folder.</summary>
    public const string FolderName = "requests";

    // A request has some 500 bytes; names of accounts, rules and targets have limits.
    private const int LargestFile = 64 * 1024;

    // More than the server keeps; the rest is not ours.
    private const int MostFiles = 100_000;

    private const string Suffix = ".json", DecisionSuffix = ".decision";

    private readonly string _folder;

    /// <summary>The journal of a data folder.</summary>
    /// <param name="dataFolder">The data folder.</param>
    public RequestJournal(string dataFolder) => _folder = Path.Combine(dataFolder, FolderName);

    /// <summary>Creates the folder.</summary>
    public void Create() => NoteFile.CreateFolder(_folder);

    /// <summary>Writes a new request.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(AccessRequest request) => NoteFile.Write(PathOf(request.Number, Suffix),
        JsonSerializer.SerializeToUtf8Bytes(request with { Decision = null }, RequestJson.Default.AccessRequest), mayReplace: false);

    /// <summary>Writes a decision. The first one counts.</summary>
    /// <exception cref="IOException">There is one already, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Decide(long number, AccessDecision decision) => NoteFile.Write(PathOf(number, DecisionSuffix),
        JsonSerializer.SerializeToUtf8Bytes(decision, RequestJson.Default.AccessDecision), mayReplace: false);

    /// <summary>Removes a request and its decision.</summary>
    public void Remove(long number)
    {
        File.Delete(PathOf(number, Suffix));
        File.Delete(PathOf(number, DecisionSuffix));
    }

    /// <summary>The decision about a request; null if there is none.</summary>
    public AccessDecision? FindDecision(long number) => Read(PathOf(number, DecisionSuffix), RequestJson.Default.AccessDecision);

    /// <summary>Every request that can be read, with its decision, by number. Empty if there is no folder.</summary>
    public IReadOnlyList<AccessRequest> ReadAll()
    {
        if (!Directory.Exists(_folder)) return [];
        return [.. Directory.EnumerateFiles(_folder, "*" + Suffix).Take(MostFiles).Select(ReadRequest).OfType<AccessRequest>()
            .OrderBy(request => request.Number)];
    }

    private AccessRequest? ReadRequest(string path)
    {
        if (!long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        return Read(path, RequestJson.Default.AccessRequest) is { } request && request.Number == number
            ? request with { Decision = FindDecision(number) }
            : null;
    }

    private static T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return NoteFile.Read(path, LargestFile) is { } bytes ? JsonSerializer.Deserialize(bytes, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string PathOf(long number, string suffix) =>
        Path.Combine(_folder, number.ToString(CultureInfo.InvariantCulture) + suffix);
}
