namespace Sekimori.Gate.Tls;

/// <summary>A certificate cannot be used. The message names the file and the reason, in one line.</summary>
/// <param name="message">The line.</param>
/// <param name="inner">The cause.</param>
internal sealed class CertificateException(string message, Exception? inner = null) : Exception(message, inner);
