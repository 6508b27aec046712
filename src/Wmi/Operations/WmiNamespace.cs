using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Wire;
using Sekimori.Wmi.Results;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Operations;

/// <summary>The operations of IWbemServices on one namespace, without their transport. Each failure is an exception with a code.</summary>
/// <param name="service">What all connections share.</param>
/// <param name="name">The namespace, with forward slashes.</param>
/// <param name="encoders">Its encoders.</param>
internal sealed partial class WmiNamespace(WmiService service, string name, WmioEncoders encoders)
{
    // [MS-WMIO] 2.2.4: what a client asks for before it defines a class.
    private static readonly CimClass _nothing = new("", null, []);

    private readonly RowEncoder _whole = new(encoders);

    /// <summary>The namespace, with forward slashes.</summary>
    public string Name => name;

    public WmiService Service => service;

    /// <summary>Opens a namespace below this one ([MS-WMI] 3.1.4.3.1).</summary>
    public async ValueTask<WmiNamespace> OpenChildAsync(string? path, CimCaller caller, CancellationToken cancellationToken)
    {
        var wanted = (path ?? throw Missing("namespace")).Replace('\\', '/');
        // A path from the root is accepted where it leads to a child.
        var isAbsolute = wanted.StartsWith("//", StringComparison.Ordinal)
            || CimNamespace.NormalizeName(wanted).StartsWith(Name + "/", StringComparison.OrdinalIgnoreCase);
        var name = isAbsolute ? wanted : Name + "/" + CimNamespace.NormalizeName(wanted);
        var child = await service.OpenAsync(name, caller, cancellationToken).ConfigureAwait(false);
        return child.Name.StartsWith(Name + "/", StringComparison.OrdinalIgnoreCase)
            ? child
            : throw new CimException(CimStatus.InvalidNamespace, $"{child.Name} is not below {Name}.");
    }

    /// <summary>GetObject (3.1.4.3.4): a class or an instance.</summary>
    public async ValueTask<WmiRow> GetObjectAsync(string? path, int flags, CimCaller caller, CancellationToken cancellationToken)
    {
        Check(flags, WmiFlags.UseAmended | WmiFlags.ReturnImmediately | WmiFlags.DirectRead);
        if (string.IsNullOrEmpty(path))
            return new(_nothing, null);
        var parsed = Parse(path);
        try
        {
            if (!parsed.IsClass)
                return new(await service.Source.GetAsync(Name, parsed, caller, cancellationToken).ConfigureAwait(false));
            return new(await service.Source.ReadClassAsync(parsed.Namespace ?? Name, parsed.ClassName, caller, cancellationToken)
                .ConfigureAwait(false), null);
        }
        catch (CimException e) when (e.Status == CimStatus.InvalidClass)
        {
            // Where no query is involved, a missing class is a missing object.
            throw new CimException(CimStatus.NotFound, e.Message);
        }
    }

    /// <summary>An object as a client gets it: an encoding unit.</summary>
    public byte[] Encode(WmiRow row) => Encode(_whole, row);

    /// <summary>A row as a client gets it.</summary>
    public static byte[] Encode(RowEncoder rows, WmiRow row)
    {
        var writer = new ByteWriter([]);
        try
        {
            rows.WriteUnit(ref writer, row);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private CimObjectPath Parse(string? path)
    {
        if (string.IsNullOrEmpty(path))
            throw Missing("object path");
        if (path.Length > service.Limits.MaxPathLength)
            throw new WmiException(WbemStatus.QuotaViolation, "the object path is too long");
        return CimObjectPath.TryParse(path, out var parsed)
            ? parsed
            : throw new CimException(CimStatus.InvalidObjectPath, "The object path cannot be read.");
    }

    private static void Check(int flags, WmiFlags known)
    {
        if (((WmiFlags)flags & ~(known | WmiFlags.Ignored)) != 0)
            throw new WmiException(WbemStatus.InvalidParameter, $"flags 0x{flags:x}");
    }

    // Text from a client is shortened before it goes into messages.
    private static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "…";

    private static bool Has(int flags, WmiFlags flag) => ((WmiFlags)flags & flag) != 0;

    private static WmiException Missing(string what) => new(WbemStatus.InvalidParameter, $"no {what}");
}
