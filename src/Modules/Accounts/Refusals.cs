namespace Feria.Accounts;

public static class Refusals
{
    public static readonly Refusal WrongCredentials =
        new(401, "wrong_credentials", "E-mail or password is not right.");
    public static readonly Refusal TooManyAttempts =
        new(429, "too_many_attempts", "Too many failed attempts; wait before the next one.");
    public static readonly Refusal LinkUsed =
        new(410, "link_used", "This link was used already or has run out. Ask for a new one.");
    public static readonly Refusal PasswordNeeded =
        new(403, "password_needed", "Give the account's password, or open the link where you are signed in.")
        { Field = "password" };
    public static readonly Refusal WrongPassword =
        new(422, "wrong_password", "The password is not right.") { Field = "password" };
    public static readonly Refusal EmailOwned =
        new(409, "email_owned", "This e-mail address belongs to another account now. Sign in to that one.");
    public static readonly Refusal EmailAlreadyVerified =
        new(409, "email_already_verified", "The e-mail address is verified already.");
    public static readonly Refusal IdNumberWrong =
        new(422, "id_number_wrong", "The check digits of the ID number are not right.") { Field = "idNumber" };
    public static readonly Refusal AddressNotFound =
        new(404, "address_not_found", "There is no such address in your address book.");
    public static readonly Refusal TooManyAddresses =
        new(409, "too_many_addresses", "An address book holds 50 addresses. Remove one first.");
    public static readonly Refusal SessionNotFound =
        new(404, "session_not_found", "There is no such session of yours.");
    public static readonly Refusal LastOwner =
        new(409, "store_last_owner", "A store keeps an owner.");

    public static readonly Refusal CountryNotAccepted = new Refusal(422, "country_not_accepted",
        "Nobody registers from this country here.").At("country");
}
