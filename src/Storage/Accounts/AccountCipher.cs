using System.Security.Cryptography;
using System.Text.Json;
using Sekimori.Security.Accounts;
using Sekimori.Storage.Secrets;

namespace Sekimori.Storage.Accounts;

/// <summary>Encrypts an account's secrets for its name: put beside another name in the file, they cannot be decrypted.</summary>
internal sealed class AccountCipher(SecretProtection protection)
{
    private const string Purpose = "Sekimori.Accounts.v1";

    public string Encrypt(string name, AccountSecrets secrets)
    {
        var document = new SecretsDocument(secrets.Password.Iterations, secrets.Password.Salt.ToArray(), secrets.Password.Hash.ToArray(),
            secrets.NtHash, secrets.DigestRealm, secrets.DigestSha256, secrets.DigestMd5);
        var plain = JsonSerializer.SerializeToUtf8Bytes(document, AccountJson.Default.SecretsDocument);
        try
        {
            return protection.Protect(plain, Purpose, name.ToUpperInvariant());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <returns>Null if the key is gone or the text was changed: the account is there, and nobody can log on with it.</returns>
    public AccountSecrets? Decrypt(AccountDocument account)
    {
        byte[]? plain = null;
        try
        {
            plain = protection.Unprotect(account.Secrets, Purpose, account.Name.ToUpperInvariant());
            var document = JsonSerializer.Deserialize(plain, AccountJson.Default.SecretsDocument)!;
            return new AccountSecrets
            {
                Password = new PasswordHash(document.Iterations, document.Salt, document.Hash),
                NtHash = document.NtHash,
                DigestRealm = document.DigestRealm,
                DigestSha256 = document.DigestSha256,
                DigestMd5 = document.DigestMd5,
            };
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
