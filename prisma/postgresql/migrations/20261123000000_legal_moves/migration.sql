-- Every legal move of a delivery, as in app/delivery/states.ts: another one cannot be written, whatever the code does.

CREATE FUNCTION delivery_legal_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a delivery cannot begin in the state %', NEW.state USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER delivery_legal_start BEFORE INSERT ON delivery FOR EACH ROW
WHEN (NEW.state NOT IN ('pending', 'paused', 'skipped'))
EXECUTE FUNCTION delivery_legal_start();

CREATE FUNCTION delivery_legal_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a delivery cannot move from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER delivery_legal_move BEFORE UPDATE OF state ON delivery FOR EACH ROW
WHEN (NOT CASE OLD.state
  WHEN 'pending' THEN NEW.state IN ('leased', 'paused', 'held', 'skipped', 'expired')
  WHEN 'leased' THEN NEW.state IN ('leased', 'pending', 'delivered', 'retrying', 'paused', 'held', 'refused', 'expired', 'skipped')
  WHEN 'retrying' THEN NEW.state IN ('leased', 'paused', 'held', 'expired', 'skipped')
  WHEN 'paused' THEN NEW.state IN ('pending', 'held', 'expired', 'skipped')
  WHEN 'held' THEN NEW.state IN ('pending', 'expired', 'skipped')
  WHEN 'refused' THEN NEW.state IN ('pending', 'skipped')
  ELSE false
END)
EXECUTE FUNCTION delivery_legal_move();
