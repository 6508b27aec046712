namespace Sekimori.Cim.Model;

/// <content>Equality: exact between values, lenient between keys.</content>
public readonly partial struct CimValue : IEquatable<CimValue>
{
    /// <summary>Same type, same value; strings with case, arrays element by element, instances by identity.</summary>
    /// <param name="other">The other value.</param>
    /// <returns>True if equal.</returns>
    public bool Equals(CimValue other)
    {
        if (_reference is CimArray a && other._reference is CimArray b)
            return a.Type == b.Type && a.Elements.SequenceEqual(b.Elements);
        return _bits == other._bits && Equals(_reference, other._reference);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CimValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _reference is CimArray array ? HashCode.Combine(array.Type, array.Count) : HashCode.Combine(_reference, _bits);

    /// <summary>Same type, same value.</summary>
    public static bool operator ==(CimValue left, CimValue right) => left.Equals(right);

    /// <summary>Another type or another value.</summary>
    public static bool operator !=(CimValue left, CimValue right) => !left.Equals(right);

    /// <summary>True if both are the same key. Strings are compared without case, numbers whatever their width, references as paths; others
    /// by their text, since a path does not give the types of its literals.</summary>
    /// <param name="other">The other value.</param>
    /// <returns>True if they are.</returns>
    public bool KeyEquals(CimValue other)
    {
        if (Equals(other))
            return true;
        if (IsNull || other.IsNull)
            return false;
        if (Type == CimType.Reference || other.Type == CimType.Reference)
            return ToPath(this) is { } mine && ToPath(other) is { } theirs && mine.Equals(theirs);
        return string.Equals(ToString(), other.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static CimObjectPath? ToPath(CimValue value) =>
        value.AsReference ?? (CimObjectPath.TryParse(value.ToString(), out var path) ? path : null);
}
