using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Sekimori.Storage.Secrets;

/// <summary>
/// Unwraps what <see cref="CredentialXmlEncryptor"/> wrapped. Data Protection creates it by its name, which the key files contain: neither
/// may change.
/// </summary>
internal sealed class CredentialXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var key = services.GetService<CredentialKey>()
            ?? throw new InvalidOperationException("the keys are wrapped with a systemd credential, but none is configured");
        return XElement.Parse(Encoding.UTF8.GetString(key.Unwrap(Convert.FromBase64String(encryptedElement.Value))));
    }
}
