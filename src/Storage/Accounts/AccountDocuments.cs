using System.Text.Json.Serialization;
using Sekimori.Guard;
using Sekimori.Security.Accounts;

namespace Sekimori.Storage.Accounts;

/// <summary>The file of accounts, as JSON.</summary>
internal sealed record AccountsDocument
{
    public const int CurrentVersion = 2;

    /// <summary>The version whose accounts had no numbers; it is still read.</summary>
    public const int WithoutNumbers = 1;

    public required int Version { get; init; }

    /// <summary>
    /// The number of the next account. It only grows, so that the number of a removed account is never given to another one.
    /// </summary>
    public long NextNumber { get; init; } = 1;

    public required IReadOnlyList<AccountDocument> Accounts { get; init; }

    public IReadOnlyList<MappingDocument> Mappings { get; init; } = [];
}

/// <summary>One account of the file.</summary>
internal sealed record AccountDocument
{
    public required string Name { get; init; }

    /// <summary>Never given to another account; 0 in a file of a version that had none.</summary>
    public long Number { get; init; }

    public required Role Role { get; init; }

    public required bool Enabled { get; init; }

    public string? UnixUser { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Changed { get; init; }

    public required DateTimeOffset PasswordSet { get; init; }

    public required Guid Stamp { get; init; }

    /// <summary>A <see cref="SecretsDocument"/>, encrypted for this account's name.</summary>
    public required string Secrets { get; init; }

    public Account ToAccount() => new()
    {
        Name = Name, Number = Number, Role = Role, Enabled = Enabled, UnixUser = UnixUser, Created = Created, Changed = Changed,
        PasswordSet = PasswordSet, Stamp = Stamp,
    };
}

/// <summary>One mapping of the file.</summary>
internal sealed record MappingDocument(
    IdentityKind Kind, string Identity, string? Account, Role Role, string? Issuer, bool Enabled = true,
    CertificateNameKind Name = CertificateNameKind.Unspecified);

/// <summary>An account's secrets before they are encrypted.</summary>
internal sealed record SecretsDocument(
    int Iterations, byte[] Salt, byte[] Hash, byte[] NtHash, string DigestRealm, byte[] DigestSha256, byte[] DigestMd5);

/// <summary>The generated readers and writers of these documents.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AccountsDocument))]
[JsonSerializable(typeof(SecretsDocument))]
internal sealed partial class AccountJson : JsonSerializerContext;
