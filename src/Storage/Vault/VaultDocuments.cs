using System.Text.Json.Serialization;

namespace Sekimori.Storage.Vault;

/// <summary>The file of the vault, as JSON.</summary>
internal sealed record VaultDocument
{
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public required IReadOnlyList<VaultEntryDocument> Entries { get; init; }
}

/// <summary>One entry of the file.</summary>
internal sealed record VaultEntryDocument
{
    public required string Name { get; init; }

    public required string User { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Changed { get; init; }

    /// <summary>The password, encrypted for this entry's name and user.</summary>
    public required string Secret { get; init; }

    public VaultEntry ToEntry() => new(Name, User, Created, Changed);
}

/// <summary>The generated readers and writers of these documents.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(VaultDocument))]
internal sealed partial class VaultJson : JsonSerializerContext;
