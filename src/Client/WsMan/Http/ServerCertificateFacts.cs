namespace Sekimori.Client.WsMan.Http;

/// <summary>The content of a server's certificate.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Issuer">The issuer.</param>
/// <param name="Expires">Until when.</param>
/// <param name="Fingerprint">Its SHA-256, 64 lower-case digits.</param>
internal sealed record ServerCertificateFacts(string Subject, string Issuer, DateTime Expires, string Fingerprint);
